import type { TaskState } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { Action, Note } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import type { Answered } from './answered.ts';
import { questionNotes } from './questions.ts';
import type { Rule } from './rule.ts';

const RULE = 'drop';

/** Takes merged work out of the integration branch where a human wants that, one at a time with everything else that moves it. */
export const dropping: Rule = (world) => {
  if (world.stopping !== 'no' || world.ledger.pausedAll) return {};
  const wanted = [...world.ledger.active].flatMap((id) => wantedOut(world.ledger.tasks.get(id)));
  return {
    notes: wanted.flatMap((task) => refusedNotes(world, task)),
    actions: wanted.flatMap((task) => step(world, task)),
  };
};

/** What becomes of a task that is to be taken out again, or that was, or null. */
export function explainDropping(world: World, id: TaskId): string | null {
  const task = world.ledger.tasks.get(id);
  const { drop = null, dropped = null } = task ?? {};
  if (drop !== null)
    return drop.refused === null ? 'it is being taken out again' : `it is not taken out: ${drop.refused}`;
  if (dropped === null || task?.stage !== 'cancelled') return null;
  return `it was merged as ${dropped.merge.slice(0, 8)} and taken out again; czar retry ${id} begins it anew`;
}

/** Orders that merged work is taken out again; work that was built on it has to be known to whoever wants that. */
export function askForDrop(
  world: World,
  { task: id, confirmed }: { readonly task: TaskId; readonly confirmed: boolean },
): Answered & { readonly built?: readonly TaskId[] } {
  const task = world.ledger.tasks.get(id);
  if (task === undefined) return refuse(`there is no task ${id}`);
  if (task.stage !== 'merged') return refuse(`${id} is ${task.stage}, not merged`);
  if ((task.merged?.sha ?? null) === null)
    return refuse(`${id} has no merge of its own: ${task.merged?.note ?? 'nothing was merged'}`);
  const built = builtOn(world, id);
  if (built.length > 0 && !confirmed)
    return { ...refuse(`${built.join(', ')} ${built.length === 1 ? 'was' : 'were'} built on ${id}`), built };
  const stay = built.length === 0 ? '' : `; ${built.join(', ')} stay as they are`;
  return {
    ok: true,
    says: `${id} is taken out of ${world.ledger.integration.branch} through the checks${stay}`,
    facts: [{ type: 'task.drop-asked', task: id }],
  };
}

const MOST_BUILT = 1_000;

/** Tasks that come after this one, at whatever distance, and were begun: their work may rest on it. */
function builtOn({ ledger, graph }: World, id: TaskId): readonly TaskId[] {
  const found = new Set<TaskId>();
  const waiting = [id];
  for (let next = waiting.pop(); next !== undefined && found.size < MOST_BUILT; next = waiting.pop()) {
    for (const after of graph.dependants.get(next) ?? []) {
      const { attempt = null, stage } = ledger.tasks.get(after) ?? {};
      if (found.has(after) || attempt === null || stage === 'cancelled') continue;
      found.add(after);
      waiting.push(after);
    }
  }
  found.delete(id);
  return [...found].toSorted();
}

/** What the question about a refused one is about: no task, since a task that is merged is asked nothing. */
function refusedAt(id: TaskId): string {
  return `drop ${id}`;
}

/** The task that such a question is about, while it stands. */
export function refusedDrop({ ledger }: World, about: string | null): TaskState | null {
  const task = ledger.tasks.get(about?.replace(/^drop /, '') ?? '');
  return (task?.drop?.refused ?? null) === null ? null : (task ?? null);
}

function wantedOut(task: TaskState | undefined): readonly TaskState[] {
  return task?.stage === 'merged' && (task.drop ?? null) !== null ? [task] : [];
}

function refusedNotes(world: World, { id, drop }: TaskState): readonly Note[] {
  const refused = drop?.refused ?? null;
  if (refused === null) return [];
  return questionNotes(world, RULE, {
    topic: 'drop-refused',
    about: refusedAt(id),
    detail: `${id}: ${refused}`,
    evidence: [{ source: 'git', at: world.now, says: refused }],
  });
}

function step({ ledger, integrationTip, now }: World, { id, drop, merged }: TaskState): readonly Action[] {
  const { tip } = ledger.integration;
  const merge = merged?.sha ?? null;
  if (merge === null || tip === null || (drop?.refused ?? null) !== null) return [];
  if (!integrationTip.known || integrationTip.value !== tip) return [];
  return [
    {
      kind: 'drop',
      lane: 'integrate',
      rule: RULE,
      why: `you want ${id} out again`,
      evidence: [{ source: 'human', at: now, says: `drop ${id}` }],
      task: id,
      merge,
      tip,
    },
  ];
}

function refuse(because: string): Extract<Answered, { ok: false }> {
  return { ok: false, because };
}
