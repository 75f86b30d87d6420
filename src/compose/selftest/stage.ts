import { Fault } from '../../domain/fault.ts';
import type { Fact } from '../../domain/facts.ts';
import type { Action } from '../../domain/plan.ts';
import type { AgentPolicy } from '../../domain/policy.ts';
import type { CountedTime, World } from '../../domain/world.ts';
import { advanceCounted } from '../../decide/counted-time.ts';
import { looking } from '../../decide/looking.ts';
import { openAlarm } from '../../engine/alarm.ts';
import type { Core } from '../../engine/core.ts';
import { observe } from '../../engine/observe/observe.ts';
import { type Outcome, perform } from '../../engine/perform.ts';
import type { Parts } from '../../engine/parts.ts';
import { coreOf } from '../../engine/replay.ts';
import type { Sense } from '../../engine/senses.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Journal } from '../../ports/journal.ts';
import { asIfAccepted } from '../acceptance/standing.ts';
import { openForWork } from '../human-files.ts';
import { openParts } from '../parts.ts';
import { noDoor, silent, unused } from '../unused-parts.ts';
import { besideFakes, fakeIsGood } from './programs.ts';
import type { Scratch } from './scratch.ts';

/** How often everything is looked at, hint or not. */
const SWEEP_MS = 200;
/** More at once is taken for sleep of the machine. */
const LONGEST_STEP_MS = 60_000;
const NOTICED: ReadonlySet<Sense> = new Set<Sense>(['inbox', 'terminal']);

/**
 * The engine on the real terminal, inbox and transcripts of a scratch project: it looks and acts as under a supervisor, but what is
 * done is said by a scenario, not by the rules. Nothing is journaled.
 */
export interface Stage {
  readonly parts: Parts;
  readonly signal: AbortSignal;
  readonly socketPath: string;
  world(): World;
  /** Adds a worker with an agent of its own, in a folder of its own. */
  seat(worker: string, agent: { readonly kind: string } & Partial<AgentPolicy>, cwd: string): Promise<void>;
  note(...facts: readonly Fact[]): Promise<void>;
  /** Carries out one action as the supervisor does. `hurry`: so many times quicker than it waits for what never comes. */
  act(action: Action, hurry?: number): Promise<Outcome>;
  /** Lets counted time pass for one worker, whatever a clock says; no time counts otherwise. */
  passTime(worker: string, ms: number): void;
  close(): Promise<void>;
}

export async function openStage({ place, fake }: Pick<Scratch, 'place' | 'fake'>): Promise<Stage> {
  const { signal, progress } = place.around;
  const opened = await openParts(await asIfAccepted(await openForWork(place)), {
    journal: noJournal,
    door: noDoor,
    log: blindness(progress),
  });
  const parts = { ...opened, programs: besideFakes(opened.programs, fake) };
  const options = {
    only: [],
    untilDone: false,
    version: '',
    signal,
    onSnapshot: () => undefined,
    adopt: false,
  };
  const core = await coreOf({ parts, options, opened: await noJournal.open(), isWritten: false });
  const { socketPath } = await parts.terminal.connect();
  await note(core, [fakeIsGood(fake, parts.clock.now())]);
  const counting = countTime(core);
  const over = new AbortController();
  const watching = watch(core, counting.world, over.signal);
  let causes = 0;
  const act = (action: Action, hurry = 1): Promise<Outcome> => {
    causes += 1;
    const quick = { ...core, parts: { ...parts, clock: hurried(parts.clock, hurry) } };
    return perform(quick, { action, cause: `selftest-${causes}`, signal });
  };
  return {
    parts,
    signal,
    socketPath,
    ...counting,
    seat: async (worker, agent, cwd) => {
      addSeat(core, worker, agent);
      await note(core, [
        { type: 'worker.known', worker },
        { type: 'worktree.ready', worker, path: cwd, gitDir: `${cwd}/.git`, setupHash: null, branch: null },
      ]);
    },
    note: (...facts) => note(core, facts),
    act,
    close: async () => {
      over.abort();
      await watching;
      await Promise.allSettled([
        parts.inbox.close(),
        parts.transcripts.close(),
        parts.files.close(),
        parts.repository.history.close(),
        parts.terminal.close({ endServer: false }),
      ]);
    },
  };
}

/** A clock by which time passes so many times quicker. */
function hurried(clock: Clock, times: number): Clock {
  return {
    ...clock,
    monotonicMs: () => clock.monotonicMs() * times,
    wait: (ms, signal) => clock.wait(ms / times, signal),
  };
}

/** Time that counts is handed in, so that a slow machine and a quick one see the same. */
function countTime(core: Core): Pick<Stage, 'world' | 'passTime'> {
  let counted: ReadonlyMap<string, CountedTime> = new Map();
  const world = (): World => ({ ...core.world(), counted });
  return {
    world,
    passTime(worker, ms) {
      for (let leftMs = ms; leftMs > 0; leftMs -= LONGEST_STEP_MS) {
        const elapsedMs = Math.min(leftMs, LONGEST_STEP_MS);
        const time = advanceCounted(world(), { previous: counted, elapsedMs }).get(worker);
        if (time !== undefined) counted = new Map([...counted, [worker, time]]);
      }
    },
  };
}

/** Looks when something hints, and now and then; at screens as the rule for it says. */
async function watch(core: Core, world: () => World, signal: AbortSignal): Promise<void> {
  const { parts } = core;
  const alarm = openAlarm(parts.clock);
  const under = new Set<string>();
  parts.terminal.onHint(() => alarm.ring('terminal'));
  parts.inbox.onHint(() => alarm.ring('inbox'));
  parts.transcripts.onHint(() => alarm.ring('inbox'));
  signal.addEventListener('abort', () => alarm.ring(), { once: true });
  while (!signal.aborted) {
    alarm.take();
    await observe(core, NOTICED);
    for (const action of looking(world()).actions ?? []) lookOnce(core, action, { under, signal });
    await alarm.sleep(SWEEP_MS);
  }
}

/** One look at a screen at a time. */
function lookOnce(
  core: Core,
  action: Action,
  { under, signal }: { readonly under: Set<string>; readonly signal: AbortSignal },
): void {
  if (under.has(action.lane)) return;
  under.add(action.lane);
  void perform(core, { action, cause: `selftest-look-${action.lane}`, signal }).finally(() =>
    under.delete(action.lane),
  );
}

function addSeat(core: Core, worker: string, agent: { readonly kind: string } & Partial<AgentPolicy>): void {
  const { policy } = core.senses;
  const usual = policy.agents.get(agent.kind) ?? policy.agents.get('claude');
  if (usual === undefined)
    throw new Fault({
      code: 'bug',
      what: 'seat an agent',
      on: worker,
      because: 'there is no agent to begin from',
    });
  core.senses.policy = {
    ...policy,
    agents: new Map([...policy.agents, [worker, { ...usual, ...agent }]]),
    workers: new Map([...policy.workers, [worker, { agent: worker, index: policy.workers.size }]]),
  };
}

function note({ book, parts }: Core, facts: readonly Fact[]): Promise<void> {
  return book.write([{ type: 'observed', at: parts.clock.now(), facts }]);
}

/** That something could not be looked at explains much of what follows. */
function blindness(progress: (line: string) => void): Log {
  return { ...silent, warn: (fields, text) => void ('sense' in fields && progress(text)) };
}

const noJournal: Journal = {
  open: () =>
    Promise.resolve({
      image: null,
      lines: [],
      epoch: 1,
      fresh: true,
      reports: [],
      damage: [],
      damagedFiles: [],
    }),
  append: () => Promise.reject(unused('write the journal')),
  compact: () => Promise.reject(unused('write the journal')),
  madeUp: () => Promise.reject(unused('write the journal')),
  bytesSinceImage: 0,
  close: () => Promise.resolve(),
};
