import type { Fact } from '../domain/facts.ts';
import type { TaskState } from '../domain/ledger.ts';
import type { GoneTree, Trashed } from '../domain/merged-work.ts';
import type { DoneOrder, Undoable } from '../domain/undo.ts';
import type { World } from '../domain/world.ts';
import type { Answered } from './answered.ts';

type Known = Pick<World, 'ledger' | 'policy' | 'now'>;

/** What can be taken back now, newest first. */
export function undoable(world: Known): readonly Undoable[] {
  const branches = [...(world.ledger.trash ?? [])].map(([, kept]) => branchRow(world, kept));
  const trees = [...(world.ledger.goneTrees ?? [])].flatMap(([, gone]) => treeRow(world, gone));
  const orders = (world.ledger.done ?? []).flatMap((done) => {
    const back = wayBack(world, done);
    const { id, at, task, edit } = done;
    if (!back.ok) return [];
    const row = { id: shortId(id), at, what: describe(done), back: back.says, keptUntil: null };
    return [{ ...row, edit: edit === null || task === null ? null : { task, ...edit } }];
  });
  return [...branches, ...trees, ...orders].toSorted((a, b) => b.at - a.at);
}

/** Takes back what goes by this id, or says why not. */
export function undo(world: Known, what: string): Answered {
  const removed = branchBack(world, what) ?? treeNamed(world, what);
  if (removed !== null) return removed;
  const named = (world.ledger.done ?? []).filter(({ id }) => what.length > 2 && id.startsWith(what));
  const [done] = named;
  if (done === undefined || named.length > 1)
    return refuse(`nothing goes by ${what}, or it is too long ago: czar undo lists what can be undone`);
  const back = wayBack(world, done);
  if (!back.ok) return back;
  return { ...back, facts: [...back.facts, { type: 'order.undone', id: done.id }] };
}

function branchBack({ ledger }: Known, what: string): Answered | null {
  for (const [ref, kept] of ledger.trash ?? [])
    if (branchId(kept) === what)
      return accept(`${kept.branch} is put back at ${kept.tip.slice(0, 8)}`, [
        { type: 'trash.wanted', trash: ref },
      ]);
  return null;
}

function branchRow({ policy }: Known, kept: Trashed): Undoable {
  const { branch, at, proof } = kept;
  return {
    id: branchId(kept),
    at,
    what: `removed the branch ${branch}: ${proof}`,
    back: `${branch} is put back at ${kept.tip.slice(0, 8)}`,
    keptUntil: at + policy.keep.trashMs,
    edit: null,
  };
}

function branchId({ task, attempt }: Trashed): string {
  return `${task}.${attempt}`;
}

/** No task and no order can have this id: it holds a colon. */
function treeId({ worker }: GoneTree): string {
  return `worktree:${worker}`;
}

function treeRow({ ledger, policy, now }: Known, gone: GoneTree): readonly Undoable[] {
  const keptUntil = gone.at + policy.keep.trashMs;
  const isThere = (ledger.workers.get(gone.worker)?.worktree ?? null) !== null;
  if (keptUntil <= now || gone.wanted === true || isThere) return [];
  const what = `removed the worktree of ${gone.worker}${gone.saved === null ? '' : ', with uncommitted work'}`;
  return [{ id: treeId(gone), at: gone.at, what, keptUntil, edit: null }];
}

function treeNamed(world: Known, what: string): Answered | null {
  for (const [, gone] of world.ledger.goneTrees ?? [])
    if (treeId(gone) === what) return treeBack(world, gone);
  return null;
}

/** Another one in its place is somebody's work: the saved one is named instead. */
function treeBack({ ledger }: Known, { worker, saved }: GoneTree): Answered {
  if ((ledger.workers.get(worker)?.worktree ?? null) === null)
    return accept(
      `the worktree of ${worker} is put back${saved === null ? '' : ', with what was uncommitted in it'}`,
      [{ type: 'tree.wanted', worker }],
    );
  const where =
    saved === null ? 'nothing was uncommitted in the old one' : `what was uncommitted is in ${saved}`;
  return refuse(`${worker} has a worktree by now; ${where}`);
}

const SHORT_ID = 10;

function shortId(id: string): string {
  return id.slice(0, SHORT_ID);
}

function describe({ do: verb, task, workers, edit }: DoneOrder): string {
  if (edit !== null) return `changed ${task ?? ''}: ${editWords(edit)}`;
  const about = task ?? (workers.length === 0 ? 'everything' : workers.join(', '));
  return `${verb} ${about}`;
}

function editWords({ from, to }: NonNullable<DoneOrder['edit']>): string {
  const said = (value: number | string | boolean | null | undefined): string =>
    value === null || value === undefined ? 'nobody' : String(value);
  const fields = ['priority', 'assignee', 'hold'] as const;
  return fields
    .filter((field) => to[field] !== undefined)
    .map((field) => `${field} ${said(from[field])} -> ${said(to[field])}`)
    .join(', ');
}

/** How an order is taken back where that has one meaning, else why not. */
function wayBack(world: Known, done: DoneOrder): Answered {
  if (done.undone) return refuse('it is undone already');
  const task = done.task === null ? undefined : world.ledger.tasks.get(done.task);
  if (done.edit !== null)
    return task === undefined
      ? refuse('its task is gone')
      : accept(
          `${task.id} says again what it said: ${editWords({ from: done.edit.to, to: done.edit.from })}`,
          [],
        );
  switch (done.do) {
    case 'pause':
    case 'resume':
      return turnPause(world, done);
    case 'cancel':
      return task === undefined ? refuse('its task is gone') : takeUpAgain(world, task, done);
    case 'retry':
      return task === undefined ? refuse('its task is gone') : withoutRetry(task, done);
    case 'assign':
      return task === undefined ? refuse('its task is gone') : withoutMove(task);
    default:
      return refuse(FINAL[done.do]);
  }
}

const FINAL: Readonly<
  Record<Exclude<DoneOrder['do'], 'pause' | 'resume' | 'cancel' | 'retry' | 'assign'>, string>
> = {
  nudge: 'what an agent was told cannot be untold: nudge it again',
  inject: 'what an agent was told cannot be untold: inject another text',
  answer: 'an answer is acted on at once: czar log tells what came of it',
  restart: 'its session was started anew: what it did stays',
  merge: 'czar cancel stops it before it is merged',
  'merge-omnibus': 'the omnibus is on its way to the base, or there',
  'ready-omnibus': 'the omnibus was shown to people as ready',
  drop: 'czar retry begins it anew, and tells its worker how its work comes back',
  undo: 'do again what it took back',
  edited: 'what it was before is not known',
};

function turnPause({ ledger }: Known, { do: verb, workers }: DoneOrder): Answered {
  const paused = verb === 'resume';
  if (workers.length === 0) {
    if (ledger.pausedAll === paused)
      return refuse(`everything is ${paused ? 'paused' : 'resumed'} again already`);
    return accept(`everything is ${paused ? 'paused' : 'resumed'}`, [
      { type: 'worker.paused', worker: null, paused },
    ]);
  }
  const turned = workers.filter((name) => ledger.workers.get(name)?.paused === !paused);
  if (turned.length === 0) return refuse(`they are ${paused ? 'paused' : 'resumed'} again already`);
  return accept(
    `${turned.join(', ')} ${paused ? 'paused' : 'resumed'}`,
    turned.map((worker): Fact => ({ type: 'worker.paused', worker, paused })),
  );
}

/** Finished work goes to its checks again; work that was under way goes on as a new attempt, since its session let go of it. */
function takeUpAgain({ ledger }: Known, task: TaskState, { before }: DoneOrder): Answered {
  const { id, stage, attempt, pullRequest } = task;
  if (stage !== 'cancelled') return refuse(`${id} is ${stage} by now`);
  if (before?.stage === 'complete' && attempt !== null && attempt.judged !== null) {
    const pr = pullRequest === null ? undefined : ledger.pullRequests.get(pullRequest);
    const closed: readonly Fact[] =
      pr === undefined || pr.state === 'open' ? [] : [{ type: 'pr.given-up', task: id }];
    const because = 'its cancelling was undone';
    return accept(`${id} is complete again, and goes to its checks`, [
      ...closed,
      { type: 'task.stage', task: id, stage: 'complete', phase: 'gating', because },
    ]);
  }
  const says =
    attempt === null ? `${id} is pending again` : `${id} goes on where its branch is, as a new attempt`;
  return accept(says, [{ type: 'task.retried', task: id, fresh: false }]);
}

function withoutRetry({ id, stage, attempts }: TaskState, { before }: DoneOrder): Answered {
  if (stage !== 'pending' || before === null || attempts !== before.attempts)
    return refuse(`its attempt ${attempts} has begun: czar cancel ${id} ends it`);
  if (before.stage !== 'cancelled' && before.stage !== 'failed')
    return refuse(`its attempt was interrupted: it goes on with the next one, or czar cancel ${id} ends it`);
  const because = 'its retry was undone';
  return accept(`${id} is ${before.stage} again`, [
    { type: 'task.stage', task: id, stage: before.stage, phase: null, because },
  ]);
}

function withoutMove({ id, moveTo }: TaskState): Answered {
  if (moveTo === null) return refuse(`${id} has moved already: czar assign ${id} <worker> --now moves it on`);
  return accept(`${id} is for whoever may take it`, [{ type: 'task.moved', task: id, to: null }]);
}

function accept(says: string, facts: readonly Fact[]): Answered {
  return { ok: true, says, facts };
}

function refuse(because: string): Answered {
  return { ok: false, because };
}
