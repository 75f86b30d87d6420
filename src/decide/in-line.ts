import type { World } from '../domain/world.ts';
import { heldAtForge } from './forge-holds.ts';
import { type Judged, pullRequestOf } from './judged.ts';
import { isReviewed } from './reviewed.ts';
import { mayMerge } from './merge-by-hand.ts';

/**
 * Whether work is merged by itself once it has passed. What only a human merges, and has not been asked for, is in no line, and
 * neither is what the forge holds back or what is still to be reviewed: nobody knows when it comes, if ever.
 */
export function isInLine(world: World, { task, head }: Judged): boolean {
  const pr = pullRequestOf(world, task);
  if (!mayMerge(world, task) || !isReviewed(world, task)) return false;
  return pr === null || heldAtForge(world, pr, head) === null;
}
