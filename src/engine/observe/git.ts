import type { Fact } from '../../domain/facts.ts';
import { Fault } from '../../domain/fault.ts';
import type { Attempt, TaskState, WorkerState } from '../../domain/ledger.ts';
import type { TaskId, WorkerName } from '../../domain/names.ts';
import type { Astray } from '../../domain/world.ts';
import type { Enumeration, History, WorktreePlace } from '../../ports/repository.ts';
import type { Core } from '../core.ts';
import type { Strayed } from '../senses.ts';

/** Commits of one branch that are taken in at a time; the next look takes the next ones. */
const MOST_COMMITS = 10_000;

/** Looks at tips by reading files, and asks git only about branches that moved. Every commit of a burst is journaled. */
export async function observeGit(core: Core): Promise<void> {
  const { parts, book, senses } = core;
  const { history } = parts.repository;
  [senses.baseTip, senses.integrationTip] = await Promise.all([
    history.baseTip(senses.policy.base),
    history.tip(`refs/heads/${senses.policy.git.integration}`),
  ]);
  const seats = seatsOf(core);
  const places = placesOf([...book.ledger.workers.values()]);
  const heads = await Promise.all(
    places.map(async ({ name, place }) => [name, await history.head(place)] as const),
  );
  senses.heads = new Map(heads);
  const seen = await readBranches(core);
  if (seen.length > 0) await book.write([{ type: 'observed', at: parts.clock.now(), facts: seen }]);
  senses.astray = await observeAstray(core, seats);
  await watch(
    core,
    places.map(({ place }) => place),
  );
}

/** One branch that cannot be read says nothing about the others. */
async function readBranches(core: Core): Promise<readonly Fact[]> {
  const unread = new Map<TaskId, string>();
  const looks = begunTasks(core).map(async (begun): Promise<readonly Fact[]> => {
    try {
      return await newCommits(core, begun);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      unread.set(begun.task.id, error.message);
      return [];
    }
  });
  const facts = (await Promise.all(looks)).flat();
  core.senses.unread = unread;
  return facts;
}

interface Begun {
  readonly task: TaskState;
  readonly attempt: Attempt;
}

function begunTasks({ book }: Core): readonly Begun[] {
  return [...book.ledger.active].flatMap((id) => {
    const task = book.ledger.tasks.get(id);
    return task === undefined || task.attempt === null ? [] : [{ task, attempt: task.attempt }];
  });
}

async function newCommits(core: Core, { task, attempt }: Begun): Promise<readonly Fact[]> {
  const { history } = core.parts.repository;
  const tip = await history.tip(`refs/heads/${attempt.branch}`);
  if (!tip.known) throw unreadable(attempt.branch, tip.reason);
  if (tip.value === null || tip.value === attempt.tip) return [];
  const range = { after: attempt.tip, start: attempt.startSha, tip: tip.value, limit: MOST_COMMITS };
  const { commits, rewound, start } = await ownCommits(core, range);
  const newest = commits.length >= MOST_COMMITS ? (commits.at(-1)?.sha ?? tip.value) : tip.value;
  return [
    {
      type: 'commits.seen',
      task: task.id,
      attempt: attempt.number,
      tip: newest,
      startSha: start,
      rewound,
      commits,
    },
  ];
}

/** A branch that was put onto the integration branch begins there: what lies before is the work of others. */
async function ownCommits(
  { parts, senses: { integrationTip } }: Core,
  range: Parameters<History['enumerate']>[0],
): Promise<Enumeration> {
  const { history } = parts.repository;
  const found = await history.enumerate(range);
  const onto = integrationTip.known ? integrationTip.value : null;
  if (!found.rewound || onto === null || onto === found.start) return found;
  if (!(await history.isAncestor(onto, range.tip))) return found;
  if (!(await history.isAncestor(found.start, onto))) return found;
  return { ...(await history.enumerate({ ...range, after: onto, start: onto })), rewound: true };
}

function unreadable(on: string, because: string): Fault {
  return new Fault({ code: 'git-failed', what: 'read the branch of a task', on, because });
}

type Seat = Pick<Strayed, 'task' | 'attempt'>;

/** To be asked before heads are read: a branch is taken before its attempt is known, so a head read later is on it. */
function seatsOf({ book }: Core): ReadonlyMap<WorkerName, Seat> {
  const seats = new Map<WorkerName, Seat>();
  for (const { name, task } of book.ledger.workers.values()) {
    const attempt = task === null ? undefined : book.ledger.tasks.get(task)?.attempt?.number;
    if (task !== null && attempt !== undefined) seats.set(name, { task, attempt });
  }
  return seats;
}

/** Commits of seated workers beside their task's branch. */
async function observeAstray(
  core: Core,
  seats: ReadonlyMap<WorkerName, Seat>,
): Promise<ReadonlyMap<WorkerName, Strayed>> {
  const strayed = new Map<WorkerName, Strayed>();
  for (const [name, seat] of seats) {
    const astray = await strayCommits(core, name, seat);
    if (astray !== null) strayed.set(name, { ...seat, astray });
  }
  return strayed;
}

async function strayCommits(core: Core, name: WorkerName, seat: Seat): Promise<Astray | null> {
  const { book, senses, remembered } = core;
  const attempt = book.ledger.tasks.get(seat.task)?.attempt ?? null;
  const head = senses.heads.get(name);
  if (attempt?.number !== seat.attempt || head?.known !== true || head.value.sha === null) return null;
  const { branch, sha } = head.value;
  if (branch === attempt.branch || sha === attempt.tip) return null;
  const question = `${attempt.tip} ${sha}`;
  const known = remembered.astray.get(name);
  if (known?.question === question) return known.astray;
  const astray = await compare(core, attempt, { branch, sha });
  remembered.astray.set(name, { question, astray });
  return astray;
}

/** Null: nothing that the task's branch does not have. */
async function compare(
  { parts }: Core,
  attempt: Attempt,
  head: { readonly branch: string | null; readonly sha: string },
): Promise<Astray | null> {
  const { history } = parts.repository;
  if (await history.isAncestor(head.sha, attempt.tip)) return null;
  if (!(await history.isAncestor(attempt.tip, head.sha))) return { ...head, descends: false, marker: null };
  const range = { after: attempt.tip, start: attempt.startSha, tip: head.sha, limit: MOST_COMMITS };
  const { commits } = await history.enumerate(range);
  return { ...head, descends: true, marker: newestMarker(commits) };
}

function newestMarker(commits: Enumeration['commits']): Astray['marker'] {
  return commits.findLast(({ marker }) => marker !== null)?.marker ?? null;
}

function placesOf(
  workers: readonly WorkerState[],
): readonly { readonly name: WorkerName; readonly place: WorktreePlace }[] {
  return workers.flatMap(({ name, worktree }) =>
    worktree === null ? [] : [{ name, place: { path: worktree.path, gitDir: worktree.gitDir } }],
  );
}

/** Watches are asked for again only when what is to be watched has changed. */
async function watch({ parts, senses, remembered }: Core, places: readonly WorktreePlace[]): Promise<void> {
  const refs = [`refs/heads/${senses.policy.git.integration}`, `refs/heads/${senses.policy.base}`];
  const wanted = JSON.stringify([places, refs]);
  if (wanted === remembered.watched) return;
  remembered.watched = wanted;
  await parts.repository.history.watch(places, refs);
}
