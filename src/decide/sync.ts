import type { TaskId } from '../domain/names.ts';
import type { Note } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { firstSight } from './first-sight.ts';
import { questionNotes } from './questions.ts';
import type { Rule } from './rule.ts';
import { tasksOf, turnedBack, type TurnedBack, vanishedFacts, vanishedTasks } from './turned-back.ts';
import { editNotes } from './wishes.ts';

const EDITS_PER_TICK = 500;

/** Brings the ledger in line with what humans wrote: new tasks, removed ones, and edited fields. */
export const sync: Rule = (world) => {
  const seen = firstSight(world);
  const turned = turnedBack(world);
  if (turned !== null) return { notes: [...seen, ...askAbout(world, turned)] };
  const edited = [...world.graph.unsynced].slice(0, EDITS_PER_TICK);
  return {
    notes: [...seen, ...removed(world), ...edited.flatMap((id) => editNotes(world, id))],
    wakeAt: world.graph.unsynced.size > EDITS_PER_TICK ? world.now : null,
  };
};

/** What holds back the human's edits of one task, or null. */
export function explainSync(world: World, id: TaskId): string | null {
  const turned = turnedBack(world);
  if (turned === null) return null;
  if (turned.vanished.includes(id))
    return 'its entry is gone from the queue, with others: that needs your answer';
  if (turned.reopened.includes(id))
    return 'the queue wants it begun again, with others: that needs your answer';
  return world.graph.unsynced.has(id) ? 'the queue looks turned back: edits wait for your answer' : null;
}

function askAbout(world: World, { vanished, reopened }: TurnedBack): readonly Note[] {
  const lost = vanished.length === 0 ? [] : [`gone from the queue: ${list(vanished)}`];
  const isMerged = (id: TaskId): boolean => world.ledger.tasks.get(id)?.stage === 'merged';
  const merged = reopened.filter(isMerged);
  const begun = reopened.filter((id) => !isMerged(id));
  const again = [
    ...(merged.length === 0 ? [] : [`merged, and wanted again: ${list(merged)}`]),
    ...(begun.length === 0 ? [] : [`begun, and pending again: ${list(begun)}`]),
  ];
  const found = [...lost, ...again];
  return questionNotes(world, 'sync', {
    topic: 'files-turned-back',
    detail: found.join('; '),
    evidence: found.map((says) => ({ source: 'file', at: world.now, says })),
  });
}

function removed(world: World): readonly Note[] {
  return tasksOf(world, vanishedTasks(world)).map((task) => ({
    rule: 'sync',
    why:
      task.stage === 'merged'
        ? `${task.id} is merged and its entry was removed`
        : `${task.id} is cancelled: its entry was removed`,
    evidence: [{ source: 'file', at: world.now, says: 'the queue has no such entry' }],
    facts: vanishedFacts(task),
  }));
}

const NAMED = 20;

function list(tasks: readonly TaskId[]): string {
  const more = tasks.length - NAMED;
  return more > 0 ? `${tasks.slice(0, NAMED).join(', ')} and ${more} more` : tasks.join(', ');
}
