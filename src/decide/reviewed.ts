import type { TaskState } from '../domain/ledger.ts';
import type { World } from '../domain/world.ts';
import { unallowedPaths } from './protected.ts';

/** Whether a reviewer stands between a judged head and its merge. A review belongs to the head alone, whatever it is merged into. */

type Asked = Pick<World, 'policy'>;

/** Nobody has to read this head any more: it was approved, a human wants it as it is, or the config names no reviewer. */
export function isReviewed({ policy }: Asked, task: TaskState): boolean {
  if (policy.review.by === 'none') return true;
  const head = task.attempt?.judged ?? null;
  const { review = null, reviewWaived = null } = task;
  return head !== null && (reviewWaived === head || (review?.head === head && review.verdict === 'approve'));
}

/** It passed its gates at this head, on whatever tip, and what it changes may be changed: a review is worth its cost. */
export function awaitsReview(world: Asked, task: TaskState): boolean {
  const { gate, attempt } = task;
  const hasPassed = gate !== null && gate.head === attempt?.judged && gate.verdict === 'passed';
  return hasPassed && unallowedPaths(task).length === 0 && !isReviewed(world, task);
}
