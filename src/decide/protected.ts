import type { TaskState } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { Note } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { shownPath } from './change-rules.ts';
import type { Judged } from './judged.ts';
import { questionNotes } from './questions.ts';

/** Changes of what needs a human (`rules.protected`): asked once at each head, and nothing of it is merged before. */

const SHOWN = 10;

/** What the gates saw changed of it at the judged head, if no human let that head pass. */
export function unallowedPaths({ gate, attempt, protectedAllowed = null }: TaskState): readonly string[] {
  if (gate === null || gate.head !== attempt?.judged || gate.head === protectedAllowed) return [];
  return gate.protected ?? [];
}

export function protectedNotes(world: World, { task, head }: Judged): readonly Note[] {
  const paths = unallowedPaths(task);
  const { gate } = task;
  if (paths.length === 0 || gate?.verdict !== 'passed') return [];
  const shown = paths.slice(0, SHOWN).map(shownPath).join(', ');
  const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '';
  return questionNotes(world, 'merge', {
    topic: 'protected-paths',
    task: task.id,
    worker: task.worker,
    about: head,
    detail: `it changes what needs you: ${shown}${more} (czar diff ${task.id})`,
    evidence: [
      { source: 'gate', at: gate.at, says: `${paths.length} protected paths at ${head.slice(0, 8)}` },
    ],
  });
}

/** Why nobody has to look at it any more, or null while somebody has to. */
export function whyNotProtected(
  { ledger }: World,
  { task, about }: { readonly task: TaskId | null; readonly about: string | null },
): string | null {
  const state = task === null ? undefined : ledger.tasks.get(task);
  if (state === undefined || state.stage !== 'complete' || state.attempt?.judged !== about)
    return 'it was another head';
  return unallowedPaths(state).length > 0 ? null : 'it may pass';
}
