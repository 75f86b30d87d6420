import type { Fact } from '../domain/facts.ts';
import type { TaskState, WorkItem } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { Note } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import type { Rule } from './rule.ts';

/** A text that was edited while its task runs goes to the worker once, at its next idle; only the newest one counts. */
export const textChanges: Rule = (world) => ({
  notes: [...world.ledger.active].flatMap((id) => {
    const task = world.ledger.tasks.get(id);
    return task === undefined ? [] : changeOf(world, task);
  }),
});

/** Says that a new text waits for the worker, or null. */
export function explainText(world: World, id: TaskId): string | null {
  const task = world.ledger.tasks.get(id);
  const waits = task?.items.some((item) => item.id.startsWith(PREFIX)) ?? false;
  return waits ? 'its text was edited: the worker gets it at its next idle' : null;
}

/** Whether an item is about the edited file, and not a text of its own. */
export function isTextChange({ id }: WorkItem): boolean {
  return id.startsWith(PREFIX);
}

const PREFIX = 'text-';
const SHOWN_DIGITS = 12;

function changeOf(world: World, task: TaskState): readonly Note[] {
  const hash = world.textHashes.get(task.id);
  if (task.stage !== 'running' || hash === undefined || task.textHash === null) return [];
  const id = `${PREFIX}${hash.slice(0, SHOWN_DIGITS)}`;
  const wanted = hash !== task.textHash;
  const waiting = task.items.filter((item) => item.id.startsWith(PREFIX));
  const outdated = waiting.filter((item) => !wanted || item.id !== id);
  const facts: Fact[] = outdated.map((item) => ({ type: 'item.done', task: task.id, item: item.id }));
  if (wanted && outdated.length === waiting.length) {
    const text = 'The text of the task was changed; this is the new one.';
    const item = { id, kind: 'text', from: 'human', text, data: null, at: world.now } as const;
    facts.push({ type: 'item.added', task: task.id, item });
  }
  if (facts.length === 0) return [];
  return [
    {
      rule: 'text-changes',
      why: wanted
        ? `the text of ${task.id} was edited`
        : `the text of ${task.id} is what the worker has again`,
      evidence: [{ source: 'file', at: world.now, says: `text ${hash.slice(0, SHOWN_DIGITS)}` }],
      facts,
    },
  ];
}
