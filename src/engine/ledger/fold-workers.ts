import type { AgentEvent } from '../../domain/agent-event.ts';
import { isUnsettled } from '../../domain/delivery.ts';
import type { FactOf } from '../../domain/facts.ts';
import type { AgentState, Generation, GenerationEnd } from '../../domain/generation.ts';
import type { Attempt, WorkerState } from '../../domain/ledger.ts';
import { afterEvent, afterReading, isStale } from './after-event.ts';
import { afterLook } from './after-look.ts';
import { inRecord } from './fold-spending.ts';
import { crashedWith, giveAnotherChance, noteCrash } from './fold-crashes.ts';
import { noteByHand } from './fold-leases.ts';
import type { FoldPart } from './fold-part.ts';
import { changeTask, changeWorker, type MutableLedger, UNSEEN_AGENT } from './state.ts';

const KEPT_CRASHES = 50;
const KEPT_FAILURES = 16;
const SAID_CHARS = 200;
const LEAST_SAID_CHARS = 20;

export const foldWorkers: FoldPart<
  | 'worker.known'
  | 'worker.seated'
  | 'generation.began'
  | 'generation.ended'
  | 'agent.event'
  | 'pane.seen'
  | 'dialog.chosen'
  | 'dialog.answered'
  | 'worktree.ready'
  | 'worktree.gone'
  | 'work.saved'
  | 'worker.restarting'
  | 'worker.interrupted'
  | 'worker.quarantined'
  | 'worker.released'
  | 'worker.paused'
  | 'worker.told'
  | 'worker.item.done'
  | 'clocks'
  | 'health.changed'
  | 'daemons.ended'
> = {
  'worker.known': (ledger, { worker }) => changeWorker(ledger, worker, () => ({})),
  'worker.seated': seat,
  'generation.began': (ledger, { generation }, at) => {
    ledger.startedAt ??= at;
    changeWorker(ledger, generation.worker, (worker) => ({
      ...inConversation(worker, generation, generation.conversation),
      generation,
      generations: Math.max(worker.generations, generation.number),
      agent: { ...UNSEEN_AGENT, activity: 'starting', since: at },
      verdict: { health: 'healthy', at },
      failedRuns: [],
      restartNotBefore: null,
      progressAt: at,
      quietMs: 0,
      stillMs: 0,
      idleSince: null,
      interrupted: null,
      saved: null,
    }));
  },
  'generation.ended': endGeneration,
  'daemons.ended': (ledger, { worker, number }) =>
    changeWorker(ledger, worker, ({ lastEnd }) =>
      lastEnd?.number === number ? { lastEnd: { ...lastEnd, daemonsEnded: true } } : {},
    ),
  'agent.event': (ledger, fact, at) => {
    const before = ledger.workers.get(fact.worker);
    changeWorker(ledger, fact.worker, (state) => {
      if (state.generation?.number !== fact.generation) return {};
      const heard = isStale(state.agent, fact) ? state.agent : afterEvent(state.agent, fact.event, at);
      const agent = afterReading(heard, fact, at);
      return {
        ...inConversation(state, state.generation, fact.event.data?.conversation),
        ...withFailure(state, fact.event, at),
        ...inRecord(state, state.generation, fact.event.data?.transcript),
        agent,
        idleSince: agent.activity === 'idle' ? (state.idleSince ?? at) : null,
      };
    });
    noteByHand(ledger, fact, { before, at });
  },
  'pane.seen': (ledger, fact, at) =>
    changeWorker(ledger, fact.worker, (state) => {
      if (state.generation?.number !== fact.generation) return {};
      const agent = afterLook(state.agent, fact, at);
      return { agent, idleSince: agent.activity === 'idle' ? (state.idleSince ?? at) : null };
    }),
  'dialog.chosen': (ledger, { worker, generation, chosen }) =>
    changeAgent(ledger, { worker, generation }, (agent) => ({ ...agent, chosen })),
  'dialog.answered': (ledger, { worker, generation }) =>
    changeAgent(ledger, { worker, generation }, (agent) => ({
      ...agent,
      chosen: null,
      answered: agent.chosen?.dialog ?? null,
    })),
  'worktree.ready': (ledger, { worker, path, gitDir, setupHash, branch }) =>
    changeWorker(ledger, worker, () => ({ worktree: { path, gitDir, setupHash, branch }, treeKept: null })),
  // A session in a folder that is gone cannot go on; its task takes its seat again when there is a new worktree.
  'worktree.gone': (ledger, { worker }, at) =>
    changeWorker(ledger, worker, ({ generation }) => ({
      worktree: null,
      task: null,
      restartNotBefore: generation === null ? null : at,
    })),
  'work.saved': (ledger, { worker, task, attempt, ref, files }, at) => {
    changeWorker(ledger, worker, () => ({ saved: { task, attempt, at } }));
    if (ref !== null && files > 0) changeTask(ledger, task, () => ({ putAside: { ref, files, attempt } }));
  },
  'worker.restarting': (ledger, { worker, because, notBefore }, at) => {
    changeWorker(ledger, worker, (state) => ({
      restarts: state.restarts + (because === 'fresh' ? 0 : 1),
      restartNotBefore: notBefore,
      ...(because === 'crash' ? countedCrash(state, at) : {}),
    }));
    if (because === 'stuck') countStuckRestart(ledger, worker, at);
    if (because === 'human') giveAnotherChance(ledger, worker);
  },
  'worker.interrupted': (ledger, { worker, generation, task }, at) =>
    changeWorker(ledger, worker, () => ({ interrupted: { generation, task, at } })),
  'worker.quarantined': (ledger, { worker, because }, at) =>
    changeWorker(ledger, worker, () => ({ quarantined: { at, because }, restartNotBefore: null })),
  'worker.released': (ledger, { worker }) =>
    changeWorker(ledger, worker, () => ({
      quarantined: null,
      crashes: [],
      crashedWith: [],
      restartNotBefore: null,
    })),
  'worker.paused': (ledger, { worker, paused }, at) => {
    if (worker !== null)
      return changeWorker(ledger, worker, () => ({ paused, pausedAt: paused ? at : null }));
    ledger.pausedAll = paused;
    for (const name of ledger.workers.keys())
      changeWorker(ledger, name, ({ pausedAt = null }) =>
        paused ? { pausedAt: pausedAt ?? at } : { paused: false, pausedAt: null },
      );
  },
  'worker.told': (ledger, { worker, item }) =>
    changeWorker(ledger, worker, ({ inbox }) => ({ inbox: [...inbox, item] })),
  'worker.item.done': (ledger, { worker, item }) =>
    changeWorker(ledger, worker, ({ inbox }) => ({ inbox: inbox.filter(({ id }) => id !== item) })),
  clocks: (ledger, { quietMs, stillMs = quietMs, agentMs = {} }, at) => {
    for (const [name, ms] of Object.entries(quietMs)) {
      const still = stillMs[name] ?? ms;
      changeWorker(ledger, name, () => ({ quietMs: ms, stillMs: still, clockedAt: at }));
      noteStretch(ledger, name, still);
    }
    for (const [task, counted] of Object.entries(agentMs)) {
      changeTask(ledger, task, ({ attempt }) =>
        attempt?.number === counted.attempt ? { attempt: { ...attempt, agentMs: counted.ms } } : {},
      );
    }
  },
  'health.changed': (ledger, { worker, health }, at) =>
    changeWorker(ledger, worker, () => ({ verdict: { health, at } })),
};

function changeAgent(
  ledger: MutableLedger,
  { worker, generation }: { readonly worker: string; readonly generation: number },
  change: (agent: AgentState) => AgentState,
): void {
  changeWorker(ledger, worker, (state) =>
    state.generation?.number === generation ? { agent: change(state.agent) } : {},
  );
}

function seat(ledger: MutableLedger, { worker, task }: FactOf<'worker.seated'>): void {
  for (const other of ledger.workers.values()) {
    if (task !== null && other.task === task && other.name !== worker)
      changeWorker(ledger, other.name, () => ({ task: null }));
  }
  changeWorker(ledger, worker, () => ({ task }));
  if (task !== null)
    changeTask(ledger, task, ({ attempt }) => ({ worker, attempt: takenOver(attempt, worker) }));
}

/** Generations are numbered per worker, and another one's session never had the text. */
function takenOver(attempt: Attempt | null, worker: string): Attempt | null {
  return attempt === null || attempt.worker === worker ? attempt : { ...attempt, worker, openedIn: [] };
}

function endGeneration(
  ledger: MutableLedger,
  { worker, number, end, lines = [] }: FactOf<'generation.ended'>,
  at: number,
): void {
  const ended = ledger.workers.get(worker);
  if (ended?.generation?.number !== number) return;
  const task = crashedWith(ledger, ended, { ...end, number });
  if (task !== null) noteCrash(ledger, task, { worker, at, end });
  changeWorker(ledger, worker, (state) => ({
    ...afterSilence(state, end),
    generation: null,
    lastEnd: {
      ...end,
      at,
      number,
      ...(task === null ? {} : { task }),
      ...(lines.length === 0 ? {} : { lines }),
    },
    agent: { ...UNSEEN_AGENT, since: at },
    idleSince: null,
  }));
  for (const receipt of ledger.receipts.values()) {
    if (receipt.worker !== worker || receipt.generation !== number) continue;
    if (!isUnsettled(receipt)) continue;
    ledger.receipts.set(receipt.id, {
      ...receipt,
      verdict: 'refused',
      verdictAt: at,
      because: 'the session ended',
    });
  }
}

function countedCrash(
  { crashes, crashedWith: before = crashes.map(() => null), lastEnd }: WorkerState,
  at: number,
): Pick<WorkerState, 'crashes' | 'crashedWith'> {
  return {
    crashes: [...crashes, at].slice(-KEPT_CRASHES),
    crashedWith: [...before, lastEnd?.task ?? null].slice(-KEPT_CRASHES),
  };
}

/** One that resumed and ended by itself without a sign may have lost its conversation: the next session begins a new one. */
function afterSilence(
  { conversation, agent }: WorkerState,
  { how }: GenerationEnd,
): Pick<WorkerState, 'conversation'> {
  const isLost =
    how === 'exited' && !agent.ready && conversation !== undefined && conversation.generations.length > 1;
  return isLost ? { conversation: { ...conversation, generations: [] } } : {};
}

/** `id` undefined: nothing new is known of it. Some agents name their conversation only once they begin it. */
function inConversation(
  { conversation }: WorkerState,
  { kind, number }: Generation,
  id: string | undefined,
): Pick<WorkerState, 'conversation'> {
  if (id === undefined) return {};
  const before = conversation?.id === id && conversation.kind === kind ? conversation.generations : [];
  return { conversation: { id, kind, generations: Array.from(new Set([...before, number])) } };
}

/** Numbers in it differ from run to run: times, ports, addresses. One that says nothing is like any other that says nothing. */
function withFailure(
  { failedRuns = [] }: WorkerState,
  { data }: AgentEvent,
  at: number,
): Pick<WorkerState, 'failedRuns'> {
  const lines = (data?.failed ?? '').split('\n').filter((line) => line.trim() !== '' && !STATUS.test(line));
  const says = lines.join('\n');
  if (says.length < LEAST_SAID_CHARS) return {};
  const mark = says.replace(/\b0x[0-9a-f]+\b|\d+(?:\.\d+)?/gi, '#').replace(/\s+/g, ' ');
  const run = { mark, says: (lines[0] ?? '').slice(0, SAID_CHARS), at };
  return { failedRuns: [...failedRuns, run].slice(-KEPT_FAILURES) };
}

const STATUS = /^(?:Error: )?Exit code \d+$/;

/** One that ended in a restart says nothing about how long a task may stand still. */
function noteStretch(ledger: MutableLedger, worker: string, stillMs: number): void {
  const task = ledger.workers.get(worker)?.task;
  if (task === null || task === undefined) return;
  changeTask(ledger, task, ({ attempt }) =>
    attempt === null || stillMs <= (attempt.longestStillMs ?? 0)
      ? {}
      : { attempt: { ...attempt, longestStillMs: stillMs } },
  );
}

function countStuckRestart(ledger: MutableLedger, worker: string, at: number): void {
  const task = ledger.workers.get(worker)?.task;
  if (task === null || task === undefined) return;
  changeTask(ledger, task, ({ attempt }) =>
    attempt === null
      ? {}
      : { attempt: { ...attempt, stuckRestarts: attempt.stuckRestarts + 1, stuckRestartAt: at } },
  );
}
