import { acceptanceInMemory } from '../../../../src/adapters/acceptance/in-memory.ts';
import { digest } from '../../../../src/adapters/digest/digest.ts';
import type { AgentEvent, ReceivedEvent } from '../../../../src/domain/agent-event.ts';
import type { MissingServer } from '../../../../src/domain/mcp.ts';
import type { Fact } from '../../../../src/domain/facts.ts';
import type { Action, ActionOf } from '../../../../src/domain/plan.ts';
import type { World } from '../../../../src/domain/world.ts';
import type { Done, Effect } from '../../../../src/engine/act/effect.ts';
import { runAction } from '../../../../src/engine/act/run-action.ts';
import type { Parts } from '../../../../src/engine/parts.ts';
import type { Clock } from '../../../../src/ports/clock.ts';
import type { InjectionLine, TaskText } from '../../../../src/ports/files.ts';
import { afterFacts } from '../../../support/folded.ts';
import { NOON } from '../../../support/ledger-parts.ts';
import { type FakeForge, fakeForge } from './fake-forge.ts';
import { type FakeRepository, fakeRepository } from './fake-repository.ts';
import { type FakePane, fakePane, kindIn } from './fake-terminal.ts';
import { NO_TRANSCRIPTS } from '../../../support/no-transcripts.ts';

/** What is not pretended. */
export interface Real {
  readonly parts?: Partial<Parts>;
  readonly heard?: Effect['heard'];
}

/** Everything that an effect touches, in memory, with a clock that only moves when somebody waits. */
export interface Stage {
  world: World;
  readonly pane: FakePane;
  readonly git: FakeRepository;
  readonly forge: FakeForge;
  readonly texts: Map<string, TaskText>;
  readonly log: InjectionLine[];
  readonly warnings: string[];
  /** Servers of tools that do not answer. */
  readonly silent: MissingServer[];
  /** Facts that were made durable before the outcome. */
  readonly steps: Fact[];
  readonly over: AbortController;
  /** Carries out an action and folds what came of it. */
  run(action: Action): Promise<Done>;
}

export function aStage(world: World, real: Real = {}): Stage {
  let now = NOON;
  const clock: Clock = {
    now: () => now,
    monotonicMs: () => now,
    wait: async (ms) => {
      now += ms;
    },
    randomHex: (digits) => 'c0ffee0123456789'.repeat(2).slice(0, digits),
  };
  const pane = fakePane();
  const git = fakeRepository();
  const forge = fakeForge(clock);
  const stage: Stage = {
    world,
    pane,
    git,
    forge,
    texts: new Map(),
    log: [],
    warnings: [],
    silent: [],
    steps: [],
    over: new AbortController(),
    run: async (action) => {
      const parts = { ...partsOf(stage, clock), ...real.parts };
      const effect = effectOf(stage, parts, action);
      const done = await runAction(real.heard === undefined ? effect : { ...effect, heard: real.heard });
      stage.world = afterFacts(stage.world, ...done.facts);
      return done;
    },
  };
  return stage;
}

function effectOf(stage: Stage, parts: Parts, action: Action): Effect {
  return {
    action,
    world: stage.world,
    now: () => stage.world,
    parts,
    tether: { spawned: async () => undefined },
    signal: stage.over.signal,
    step: async (facts) => {
      stage.steps.push(...facts);
      stage.world = afterFacts(stage.world, ...facts);
    },
    heard: async (who, { matches, timeoutMs }) => {
      const event = stage.pane.events.find(matches);
      if (event !== undefined) return received(event, who);
      await parts.clock.wait(timeoutMs);
      return null;
    },
  };
}

function received(
  event: AgentEvent,
  who: { readonly worker: string; readonly generation: number },
): ReceivedEvent {
  return { id: 'e1', ...who, event };
}

const nobody = (): never => {
  throw new Error('no effect touches this');
};

function partsOf(stage: Stage, clock: Clock): Parts {
  return {
    projectId: 'a1b2c3d4e5f6',
    clock,
    digest,
    journal: {
      open: nobody,
      append: nobody,
      compact: nobody,
      madeUp: nobody,
      bytesSinceImage: 0,
      close: nobody,
    },
    terminal: stage.pane.terminal,
    repository: stage.git.repository,
    programs: {
      takeTurn: async () => ({ giveBack: async () => undefined }),
      look: nobody,
      exchange: nobody,
      folder: async (agent) => `/canary/${agent}`,
    },
    servers: {
      missing: async (servers) =>
        servers.flatMap(({ name }) => stage.silent.filter((one) => one.name === name)),
    },
    acceptance: acceptanceInMemory(),
    accounts: { exchange: nobody, onHint: nobody, close: nobody },
    forge: stage.forge,
    reviewer: { review: nobody },
    files: {
      wish: nobody,
      policy: nobody,
      text: async (task) => stage.texts.get(task) ?? null,
      textHashes: nobody,
      writeBack: nobody,
      remember: nobody,
      edit: nobody,
      onHint: nobody,
      close: nobody,
    },
    status: {
      write: nobody,
      appendDecisions: nobody,
      appendInjection: async (line) => {
        stage.log.push(line);
      },
    },
    transcripts: NO_TRANSCRIPTS,
    inbox: {
      prepare: async (worker, generation) => `/events/${worker}/${generation}`,
      read: nobody,
      remove: nobody,
      onHint: nobody,
      close: nobody,
    },
    machine: { view: nobody, processTimes: nobody, self: nobody, endLeftover: nobody },
    door: { take: nobody, serve: nobody, close: nobody },
    log: { info: nobody, error: nobody, warn: (_fields, message) => stage.warnings.push(message) },
    picture: { write: nobody },
    leftOrders: { take: nobody, drop: nobody },
    kinds: new Map([['demo', kindIn(stage.pane)]]),
    kitFolder: (worker) => `/run/${worker}.kit`,
    logFile: (worker, generation) => `/logs/${worker}.${generation}.log`,
  };
}

/** What every action carries. */
export const planned = { rule: 'test', why: 'test', evidence: [] } as const;

/** The base moved on. */
export const followBase: ActionOf<'follow-base'> = {
  ...planned,
  kind: 'follow-base',
  lane: 'integrate',
  tip: 'tip0',
  base: 'base1',
};

/** The omnibus of a stage is taken to the base. */
export const mergeOmnibus: ActionOf<'merge-omnibus'> = {
  ...planned,
  kind: 'merge-omnibus',
  lane: 'integrate',
  tip: 'tip0',
  base: 'base0',
  number: 1,
};
