import type { TaskState } from '../domain/ledger.ts';
import type { Sha } from '../domain/names.ts';
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

/** Where the review of a head stands, for people; null: nobody reviews here. */
export function reviewStanding({ policy }: Asked, task: TaskState, head: Sha): string | null {
  if (policy.review.by === 'none') return null;
  const { review = null, reviewWaived = null } = task;
  if (reviewWaived === head) return 'you want it merged as it is';
  if (review?.head !== head) return review === null ? 'not read yet' : 'not read yet at this head';
  const { by, because } = review;
  if (review.verdict === 'approve') return `approved by ${by}`;
  return review.verdict === 'changes' ? `${by} asks for changes` : `none: ${because ?? 'it cannot be read'}`;
}

/** It passed its gates at this head, on whatever tip, and what it changes may be changed: a review is worth its cost. */
export function awaitsReview(world: Asked, task: TaskState): boolean {
  const { gate, attempt } = task;
  const hasPassed = gate !== null && gate.head === attempt?.judged && gate.verdict === 'passed';
  return hasPassed && unallowedPaths(task).length === 0 && !isReviewed(world, task);
}
