import type { World } from '../domain/world.ts';
import { heldAtForge } from './forge-holds.ts';
import { type Judged, pullRequestOf } from './judged.ts';
import { mayMerge } from './merge-by-hand.ts';

/**
 * Whether work is merged by itself once it has passed. What only a human merges, and has not been asked for, is in no line, and
 * neither is what the forge holds back: nobody knows when it comes, if ever.
 */
export function isInLine(world: World, { task, head }: Judged): boolean {
  const pr = pullRequestOf(world, task);
  return mayMerge(world, task) && (pr === null || heldAtForge(world, pr, head) === null);
}
