import { Fault } from '../../domain/fault.ts';
import type { Fact } from '../../domain/facts.ts';
import type { Action } from '../../domain/plan.ts';
import type { AgentPolicy } from '../../domain/policy.ts';
import type { World } from '../../domain/world.ts';
import { looking } from '../../decide/looking.ts';
import { openAlarm } from '../../engine/alarm.ts';
import type { Core } from '../../engine/core.ts';
import { observe } from '../../engine/observe/observe.ts';
import { type Outcome, perform } from '../../engine/perform.ts';
import type { Parts } from '../../engine/parts.ts';
import { coreOf } from '../../engine/replay.ts';
import type { Sense } from '../../engine/senses.ts';
import type { Log } from '../../ports/log.ts';
import type { Journal } from '../../ports/journal.ts';
import { asIfAccepted } from '../acceptance/standing.ts';
import { openForWork } from '../human-files.ts';
import { openParts } from '../parts.ts';
import type { Place } from '../place.ts';
import { noDoor, silent, unused } from '../unused-parts.ts';

/** How often everything is looked at, hint or not. */
const SWEEP_MS = 200;
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
  /** Carries out one action as the supervisor does. */
  act(action: Action): Promise<Outcome>;
  /** Lets counted time pass. */
  passTime(): void;
  /** The health thresholds that hold from now on. */
  hurry(health: Partial<World['policy']['health']>): void;
  close(): Promise<void>;
}

export async function openStage(place: Place): Promise<Stage> {
  const { signal, progress } = place.around;
  const parts = await openParts(await asIfAccepted(await openForWork(place)), {
    journal: noJournal,
    door: noDoor,
    log: blindness(progress),
  });
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
  const over = new AbortController();
  const watching = watch(core, over.signal);
  let causes = 0;
  const act = (action: Action): Promise<Outcome> => {
    causes += 1;
    return perform(core, { action, cause: `selftest-${causes}`, signal });
  };
  return {
    parts,
    signal,
    socketPath,
    world: () => core.world(),
    seat: async (worker, agent, cwd) => {
      addSeat(core, worker, agent);
      await note(core, [
        { type: 'worker.known', worker },
        { type: 'worktree.ready', worker, path: cwd, gitDir: `${cwd}/.git`, setupHash: null, branch: null },
      ]);
    },
    note: (...facts) => note(core, facts),
    act,
    passTime: () => core.passTime(),
    hurry(health) {
      const { policy } = core.senses;
      core.senses.policy = { ...policy, health: { ...policy.health, ...health } };
    },
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

/** Looks when something hints, and now and then; at screens as the rule for it says. */
async function watch(core: Core, signal: AbortSignal): Promise<void> {
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
    for (const action of looking(core.world()).actions ?? []) lookOnce(core, action, { under, signal });
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
