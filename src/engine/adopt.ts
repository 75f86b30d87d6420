import type { Fact } from '../domain/facts.ts';
import type { TaskId } from '../domain/names.ts';
import type { TrailedMerge } from '../ports/repository.ts';
import type { Core } from './core.ts';
import { observe } from './observe/observe.ts';

/**
 * A journal that is gone while sessions, task branches or merges are there: says what was found and how to take it over, or takes
 * it over when that was asked for. Null: go on.
 */
export async function adopt(core: Core): Promise<string | null> {
  if (!core.remembered.fresh) return null;
  await core.parts.terminal.connect();
  await observe(core, new Set(['terminal', 'git', 'files']));
  const found = await lookAround(core);
  if (found.lines.length === 0) return null;
  if (!core.options.adopt) {
    return [
      'the journal of this project is gone, but its work is there:',
      ...found.lines.map((line) => `  ${line}`),
      'czar start --adopt takes it over: merges and commits are read from git, nothing is sent again',
    ].join('\n');
  }
  await openInboxes(core);
  await core.book.write([{ type: 'observed', at: core.parts.clock.now(), facts: takeOver(core, found) }]);
  return null;
}

/** The folders that running agents leave their events in may be gone with the journal. */
async function openInboxes({ parts, senses }: Core): Promise<void> {
  if (!senses.terminal.known) return;
  for (const { worker, generation } of senses.terminal.value.panes)
    await parts.inbox.prepare(worker, generation);
}

interface Found {
  readonly lines: readonly string[];
  readonly branches: ReadonlyMap<string, string>;
  readonly merges: readonly TrailedMerge[];
}

async function lookAround({ parts, senses }: Core): Promise<Found> {
  const { history } = parts.repository;
  const branches = await history.branches(senses.policy.git.branchPrefix);
  const base = senses.baseTip.known ? senses.baseTip.value : null;
  const tip = senses.integrationTip.known ? senses.integrationTip.value : null;
  const merges = base === null || tip === null ? [] : await history.merged({ base, tip });
  const panes = senses.terminal.known ? senses.terminal.value.panes : [];
  return {
    branches,
    merges,
    lines: [
      ...panes.map(({ worker, session }) => `session ${session} of ${worker}`),
      ...[...branches.keys()].map((branch) => `branch ${branch}`),
      ...merges.map(({ task, sha }) => `merge of ${task} as ${sha.slice(0, 8)}`),
    ],
  };
}

/** Merges by their trailers; other branches as work that was begun; sessions as generations that were given nothing provably. */
function takeOver({ senses }: Core, { branches, merges }: Found): readonly Fact[] {
  const merged = new Map(merges.map((merge) => [merge.task, merge]));
  const known: Fact = {
    type: 'tasks.known',
    tasks: [...senses.wish.tasks.values()].map((wish) => ({
      task: wish.id,
      beforeCzar:
        !merged.has(wish.id) &&
        !branchOf(senses, branches, wish.id) &&
        (wish.status === 'merged' || wish.status === 'complete'),
      synced: { status: wish.status, assignee: wish.assignee, waitingSince: null, notified: [] },
      title: wish.title,
    })),
  };
  const done = merges.map(
    ({ task, sha, head }): Fact => ({ type: 'task.merged', task, sha, head, note: 'read from git' }),
  );
  const begun = [...senses.wish.tasks.keys()]
    .filter((task) => !merged.has(task))
    .flatMap((task) => begunAgain(senses, branches, task));
  return [known, ...done, ...begun, ...sessionFacts(senses)];
}

function branchOf(
  { policy }: Core['senses'],
  branches: ReadonlyMap<string, string>,
  task: TaskId,
): string | null {
  const branch = `${policy.git.branchPrefix}${task}`;
  return branches.has(branch) ? branch : null;
}

/** Its next attempt goes on where the branch is. */
function begunAgain(
  senses: Core['senses'],
  branches: ReadonlyMap<string, string>,
  task: TaskId,
): readonly Fact[] {
  const branch = branchOf(senses, branches, task);
  const start = senses.integrationTip.known ? senses.integrationTip.value : null;
  const worker = senses.wish.tasks.get(task)?.assignee ?? [...senses.policy.workers.keys()][0];
  if (branch === null || start === null || worker === undefined) return [];
  return [
    { type: 'attempt.began', task, attempt: 1, worker, branch, branchNumber: 1, startSha: start, tip: start },
    { type: 'worker.seated', worker, task: null },
  ];
}

function sessionFacts({ terminal, policy }: Core['senses']): readonly Fact[] {
  if (!terminal.known) return [];
  const { serverPid, panes } = terminal.value;
  return panes.flatMap(({ worker, paneId, panePid, generation, session }): Fact[] => {
    const agent = policy.workers.get(worker)?.agent ?? '';
    const kind = policy.agents.get(agent)?.kind ?? agent;
    return [
      {
        type: 'generation.began',
        generation: { worker, serverPid, paneId, panePid, number: generation, session, kind, startedAt: 0 },
      },
    ];
  });
}
