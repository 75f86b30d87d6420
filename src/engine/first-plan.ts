import { decide } from '../decide/plan.ts';
import type { Action, Note, Plan } from '../domain/plan.ts';
import { whatLacks } from './adopt.ts';
import type { Core } from './core.ts';
import { observe } from './observe/observe.ts';
import type { Parts } from './parts.ts';
import { TAKEN_UP } from './recover.ts';
import { coreOf } from './replay.ts';

const MOST_ROUNDS = 100;

export type FirstPlan =
  | { readonly state: 'planned'; readonly plan: Plan }
  /** A start would stop and ask first. */
  | { readonly state: 'lacking'; readonly says: string };

/**
 * What Czar would do first if it was started now, from the journal and from what can be seen without touching anything. Events that
 * nobody read yet stay unread.
 */
export async function firstPlan(parts: Parts, only: readonly string[] = []): Promise<FirstPlan> {
  const options = {
    only,
    untilDone: false,
    version: '',
    signal: new AbortController().signal,
    onSnapshot: () => undefined,
    adopt: false,
  };
  const opened = await parts.journal.open();
  const core = await coreOf({ parts, options, opened, isWritten: false });
  await observe(core, new Set(['files', 'git', 'terminal', 'machine']));
  const says = await whatLacks(core);
  if (says !== null) return { state: 'lacking', says };
  const takenUp = await settleOpen(core);
  const { notes, actions, wakeAt } = await decideOn(core);
  return { state: 'planned', plan: { notes, actions: [...takenUp, ...actions], wakeAt } };
}

/** As a start does: intents without an outcome are closed, and merges are taken up where they were left. */
async function settleOpen({ book, parts }: Core): Promise<readonly Action[]> {
  const left = [...book.ledger.open.values()];
  const at = parts.clock.now();
  const says = 'its outcome is looked up';
  for (const { key, action } of left)
    if (!TAKEN_UP.has(action.kind))
      await book.write([{ type: 'outcome', at, cause: key, key, ok: false, says, facts: [], failure: null }]);
  return left.flatMap(({ action }) => (TAKEN_UP.has(action.kind) ? [action] : []));
}

async function decideOn(core: Core): Promise<Plan> {
  const notes: Note[] = [];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const plan = decide(core.world());
    if (plan.notes.length === 0) return { ...plan, notes };
    notes.push(...plan.notes);
    const at = core.parts.clock.now();
    await core.book.write(plan.notes.map((note) => ({ type: 'decided', at, cause: 'dry-run', ...note })));
    core.rebuildGraph();
  }
  return { notes, actions: [], wakeAt: null };
}
