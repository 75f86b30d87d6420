import type { ActionOf } from '../../../../src/domain/plan.ts';
import { anAttempt, aPane, aRunningTask, aSeatedWorker } from '../../../support/ledger-parts.ts';
import { aWorld, type WorldParts } from '../../../support/world.ts';
import { aStage, planned, type Stage } from './effects.ts';

/** `w1` is given the text of `a`. */
export const opening: ActionOf<'deliver'> = {
  ...planned,
  kind: 'deliver',
  lane: 'keys:w1',
  worker: 'w1',
  generation: 1,
  task: 'a',
  attempt: 1,
  as: 'opening',
  item: null,
  delivery: 'd-1',
};

/** What became of it is found out. */
export const settling: ActionOf<'settle-delivery'> = {
  ...planned,
  kind: 'settle-delivery',
  lane: 'keys:w1',
  worker: 'w1',
  generation: 1,
  delivery: 'd-1',
};

/** A task whose text nobody has yet. */
export const unopened = aRunningTask('a', { attempt: anAttempt({ openedIn: [], roundBeganAt: null }) });

export const textOfA = { text: 'Add totals.\n', hash: 'hash1', file: 'tasks/a.md' };

/** `w1` sits at `a`, with its agent at the prompt. */
export function beforeOpening(parts: WorldParts = {}): Stage {
  const workers = [aSeatedWorker('w1', { task: 'a' })];
  const stage = aStage(aWorld({ tasks: [unopened], workers, panes: [aPane('w1')], ...parts }));
  stage.texts.set('a', textOfA);
  return stage;
}
