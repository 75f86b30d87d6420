import fc from 'fast-check';
import type { Receipt } from '../../src/domain/delivery.ts';
import type { Attempt, Failure, TaskState, WorkItem, WorkerState } from '../../src/domain/ledger.ts';
import { taskBranch } from '../../src/domain/names.ts';
import type { PullRequest } from '../../src/domain/pull-request.ts';
import { known } from '../../src/domain/seen.ts';
import type { Order } from '../../src/domain/request.ts';
import type { World } from '../../src/domain/world.ts';
import {
  aCommit,
  aDialog,
  aGeneration,
  anAgent,
  anAttempt,
  aPane,
  aPullRequest,
  aQuestion,
  aReceipt,
  aSeatedWorker,
  aTask,
  aWish,
  INTEGRATION_TIP,
  NOON,
} from './ledger-parts.ts';
import { aPolicy, workersNamed } from './policy.ts';
import { aWorld } from './world.ts';

const IDS = ['a', 'b', 'c', 'd'] as const;
const WORKERS = ['w1', 'w2', 'w3'] as const;

const item = fc.constantFrom<WorkItem>(
  { id: 'i1', kind: 'rework', from: 'gate', text: 'fails', data: 'x', at: NOON - 5 },
  { id: 'i2', kind: 'answer', from: 'human', text: 'yes', data: null, at: NOON - 4 },
  { id: 'i3', kind: 'text', from: 'human', text: 'new', data: null, at: NOON - 3 },
);

const marker = fc.constantFrom<Attempt['marker']>(
  null,
  { sha: 'm1', commit: aCommit('m1', { marker: { says: 'complete', task: null } }) },
  { sha: 'm2', commit: aCommit('m2', { marker: { says: 'complete', task: 'other' } }) },
  { sha: 'm3', commit: aCommit('m3', { marker: { says: 'blocked', question: 'which?' } }) },
);

const gate = fc
  .record({
    head: fc.constantFrom('head1', 'head2'),
    tip: fc.constantFrom(INTEGRATION_TIP, 'old'),
    verdict: fc.constantFrom('passed', 'failed', 'conflict', 'no-change'),
  })
  .map(
    (given) => ({ ...given, merge: 'merge1', checks: [], conflicts: ['x'], at: NOON - 10, ms: 5 }) as const,
  );

const attemptOf = (id: string) =>
  fc
    .record({
      worker: fc.constantFrom(...WORKERS),
      tip: fc.constantFrom('head1', 'head2'),
      judged: fc.constantFrom(null, 'head1', 'head2'),
      openedIn: fc.subarray([1, 2]),
      marker,
      commits: fc.nat(2),
      roundBeganAt: fc.constantFrom(null, NOON - 9_000),
      told: fc.boolean(),
    })
    .map(({ told, ...over }) =>
      anAttempt({
        ...over,
        branch: taskBranch('feat/shop-', id, 1),
        judgedAt: over.judged === null ? null : NOON - 50,
        messages: told ? { marker: { count: 1, lastAt: NOON - 8_000 } } : {},
      }),
    );

const anyTask = (id: string) =>
  fc
    .record({
      stage: fc.constantFrom<TaskState['stage']>(
        'pending',
        'running',
        'complete',
        'merged',
        'failed',
        'cancelled',
      ),
      phase: fc.constantFrom<'gating' | 'rework'>('gating', 'rework'),
      attempt: attemptOf(id),
      items: fc.uniqueArray(item, { maxLength: 2, selector: (one) => one.id }),
      gate: fc.option(gate),
      gateFailures: fc.nat(4),
      conflictCount: fc.nat(4),
      moveTo: fc.constantFrom(null, null, 'w2'),
      fresh: fc.boolean(),
      pullRequest: fc.constantFrom(null, IDS.findIndex((one) => one === id) + 1),
    })
    .map(({ stage, phase, attempt, ...rest }) => {
      const begun = stage !== 'pending';
      return aTask(id, {
        ...rest,
        stage,
        phase: stage === 'complete' ? phase : null,
        worker: begun ? attempt.worker : null,
        attempt: begun || rest.fresh ? attempt : null,
        attempts: begun || rest.fresh ? 1 : 0,
        branches: begun || rest.fresh ? 1 : 0,
        items: stage === 'running' || stage === 'complete' ? rest.items : [],
        merged: stage === 'merged' ? { sha: 's', head: 'h', at: NOON, note: null } : null,
        synced: { status: 'pending', assignee: null, waitingSince: null, notified: [] },
      });
    });

const anyPullRequest = (number: number) =>
  fc
    .record({
      state: fc.constantFrom<PullRequest['state']>('open', 'merged', 'closed'),
      headSha: fc.constantFrom('head1', 'head2'),
      branch: fc.constantFrom(1, 2),
    })
    .map(({ branch, ...over }) => {
      const task = IDS[number - 1] ?? 'a';
      return aPullRequest(number, { ...over, task, head: taskBranch('feat/shop-', task, branch) });
    });

const dialogs = [
  aDialog({ text: 'rm -rf build' }),
  aDialog({ about: 'trust', text: 'Do you trust /project/.czar/worktrees/w1 ?' }),
] as const;

const anyWorker = (name: string) =>
  fc
    .record({
      task: fc.constantFrom(...IDS, null, null),
      alive: fc.boolean(),
      agent: fc.constantFrom(
        anAgent(),
        anAgent(),
        anAgent({ activity: 'busy', lastEvent: 'busy' }),
        anAgent({ activity: 'asks', asks: 'sure?', lastEvent: 'permission' }),
        anAgent({ activity: 'asks', asks: 'which?', lastEvent: 'question' }),
        ...dialogs.flatMap((dialog) =>
          ([null, 'human', 'czar'] as const).map((by) =>
            anAgent({
              activity: 'asks',
              asks: 'sure?',
              lastEvent: 'permission',
              since: NOON - 9e5,
              shown: { dialog },
              chosen: by === null ? null : { dialog: dialog.id, choice: 0, by },
            }),
          ),
        ),
        anAgent({ activity: 'limited', limitedUntil: NOON + 9e6, lastEvent: 'limit' }),
        anAgent({ activity: 'starting', ready: false, lastEvent: null, lastEventAt: null }),
      ),
      branch: fc.constantFrom(null, ...IDS.map((id) => taskBranch('feat/shop-', id, 1))),
      paused: fc.constantFrom(false, false, false, true),
      quarantined: fc.constantFrom(null, null, null, { at: NOON - 9, because: 'crashes' }),
      restartNotBefore: fc.constantFrom(null, null, NOON + 5),
    })
    .map(({ alive, branch, ...over }): WorkerState => {
      const worker = aSeatedWorker(name, over);
      const worktree = worker.worktree === null ? null : { ...worker.worktree, branch };
      return { ...worker, worktree, generation: alive ? aGeneration(name) : null };
    });

const anyReceipt = (id: string) =>
  fc
    .record({
      worker: fc.constantFrom(...WORKERS),
      task: fc.constantFrom(...IDS, null),
      kind: fc.constantFrom<Receipt['kind']>('opening', 'rework', 'marker'),
      verdict: fc.constantFrom<Receipt['verdict']>('open', 'unverified', 'confirmed', 'refused'),
      verdictAt: fc.constantFrom(NOON - 1, NOON - 9e5),
    })
    .map((over) => aReceipt(id, { ...over, attempt: over.task === null ? null : 1 }));

const anyQuestion = (number: number) =>
  fc
    .record({
      topic: fc.constantFrom('task-blocked', 'stuck', 'gates-failing', 'unverified-delivery', 'leftovers'),
      task: fc.constantFrom(...IDS),
      worker: fc.constantFrom(...WORKERS),
    })
    .map(({ topic, ...over }) => {
      const inPlace = topic === 'unverified-delivery' || topic === 'leftovers';
      return aQuestion(topic, {
        ...over,
        number,
        about: inPlace ? 'r1' : null,
        holds: inPlace ? 'worker' : 'task',
      });
    });

const anyOrder = fc.constantFrom<Order>(
  { id: 'o1', at: NOON, do: 'retry', task: 'a', fresh: true },
  { id: 'o2', at: NOON, do: 'cancel', task: 'b' },
  { id: 'o3', at: NOON, do: 'assign', task: 'c', worker: 'w2', now: true },
  { id: 'o4', at: NOON, do: 'merge-omnibus' },
);

const failure = fc.record({
  count: fc.constantFrom(1, 5),
  lastAt: fc.constant(NOON - 100),
  nextTryAt: fc.constantFrom(NOON - 1, NOON + 1_000),
  message: fc.constant('it failed'),
  lasting: fc.boolean(),
  evidence: fc.constant([]),
}) satisfies fc.Arbitrary<Failure>;

const failureKeys = fc.subarray([
  'merge task=a attempt=1 head=head1 tip=tip0',
  'gate task=b attempt=1 head=head2 tip=old',
  'begin-attempt worker=w1 task=c attempt=1',
  'deliver worker=w2 task=d attempt=1 generation=1 as=opening',
  'start-session worker=w3 generation=2',
  'follow-base tip=tip0 base=base1',
]);

/** Consistent enough worlds of every kind: four tasks, three workers, and anything that may have happened to them. */
export const anyWorld: fc.Arbitrary<World> = fc
  .record({
    tasks: fc.tuple(...IDS.map(anyTask)),
    after: fc.tuple(...IDS.map((id) => fc.subarray(IDS.filter((other) => other < id)))),
    assignees: fc.tuple(...IDS.map(() => fc.constantFrom(null, ...WORKERS))),
    textless: fc.subarray([...IDS], { maxLength: 1 }),
    workers: fc.tuple(...WORKERS.map(anyWorker)),
    leased: fc.subarray([...WORKERS], { maxLength: 1 }),
    terminal: fc.constantFrom('there', 'there', 'there', 'unseen', 'another'),
    serverDeaths: fc.nat(7),
    pullRequests: fc.tuple(...IDS.map((_, n) => anyPullRequest(n + 1))),
    receipts: fc.tuple(anyReceipt('r1'), anyReceipt('r2')),
    questions: fc
      .array(fc.constant(null), { maxLength: 2 })
      .chain((all) => fc.tuple(...all.map((_, n) => anyQuestion(n + 1)))),
    orders: fc.uniqueArray(anyOrder, { maxLength: 2, selector: (order) => order.id }),
    failures: failureKeys.chain((keys) =>
      fc.tuple(...keys.map((key) => failure.map((of) => [key, of] as const))),
    ),
    base: fc.constantFrom('base0', 'base1'),
    merges: fc.nat(2),
    parallel: fc.constantFrom<number | 'auto'>('auto', 1, 2),
    stopping: fc.constantFrom<World['stopping']>('no', 'no', 'no', 'leave-sessions', 'end-sessions'),
  })
  .map((given) =>
    aWorld({
      policy: aPolicy({ workers: workersNamed(...WORKERS), parallel: given.parallel }),
      tasks: given.tasks,
      wishes: IDS.map((id, n) =>
        aWish(id, {
          order: n,
          priority: n % 2,
          after: given.after[n] ?? [],
          assignee: given.assignees[n] ?? null,
          textFile: given.textless.includes(id) ? null : `tasks/${id}.md`,
        }),
      ),
      workers: seatedOnce(given.workers, given.tasks),
      panes: given.workers.flatMap(({ name, generation }) =>
        generation === null ? [] : [aPane(name, given.leased.some((one) => one === name) ? LEASED : {})],
      ),
      ...(given.terminal === 'unseen' ? { terminal: UNSEEN } : {}),
      ...(given.terminal === 'another' ? { terminal: known({ serverPid: 900, panes: [] }, NOON) } : {}),
      pullRequests: given.pullRequests,
      questions: given.questions,
      integration: { merges: given.merges },
      ledger: {
        orders: given.orders,
        serverDeaths: Array.from({ length: given.serverDeaths }, (_, n) => ({ pid: 500 + n, at: NOON - n })),
        receipts: new Map(given.receipts.map((receipt) => [receipt.id, receipt])),
        failures: new Map(given.failures),
      },
      world: { baseTip: known(given.base, NOON), stopping: given.stopping },
    }),
  );

const UNSEEN = { known: false, reason: 'no answer', since: NOON - 1 } as const;
const LEASED = { humanKeyAt: NOON - 1_000, attachedClients: 1 };

/** A task that is under way sits in one seat at most, as the fold keeps it. */
function seatedOnce(workers: readonly WorkerState[], tasks: readonly TaskState[]): readonly WorkerState[] {
  const taken = new Set(
    tasks.filter(({ stage, phase }) => stage !== 'running' && phase !== 'rework').map(({ id }) => id),
  );
  return workers.map((worker) => {
    if (worker.task === null || taken.has(worker.task)) return { ...worker, task: null };
    taken.add(worker.task);
    return worker;
  });
}
