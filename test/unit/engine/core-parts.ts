import type { Fact } from '../../../src/domain/facts.ts';
import { openBook } from '../../../src/engine/book.ts';
import { type Core, openCore } from '../../../src/engine/core.ts';
import { openHearing } from '../../../src/engine/hearing.ts';
import { applyLine } from '../../../src/engine/ledger/fold.ts';
import { emptyLedger } from '../../../src/engine/ledger/state.ts';
import { observe } from '../../../src/engine/observe/observe.ts';
import { ALL_SENSES, nothingSeen } from '../../../src/engine/senses.ts';
import { openTrust } from '../../../src/engine/trust.ts';
import { newEntry } from '../../sim/ports/files.ts';
import { type Scenario, scenarioOf } from '../../sim/scenario.ts';
import { makeWorld, type SimulatedWorld } from '../../sim/world.ts';

/** A core on a simulated project of the tasks `a` and `b` (after `a`) and the worker `w1`; nothing has happened yet. */
export interface CoreBench {
  readonly world: SimulatedWorld;
  readonly core: Core;
  /** Lets virtual time pass until the promise has settled. */
  readonly during: <T>(promise: Promise<T>) => Promise<T>;
  readonly observed: (...facts: readonly Fact[]) => Promise<void>;
  readonly look: () => Promise<void>;
}

export async function aCore(options: { readonly adopt?: boolean } = {}): Promise<CoreBench> {
  const world = makeWorld(aScenario(), () => undefined);
  const { parts } = world.beginLife();
  const during = async <T>(promise: Promise<T>): Promise<T> => {
    let isOver = false;
    const over = (): void => {
      isOver = true;
    };
    promise.then(over, over);
    await new Promise((resolve) => setImmediate(resolve));
    while (!isOver && (await world.scheduler.step()));
    return promise;
  };
  const opened = await during(parts.journal.open());
  const ledger = emptyLedger(world.policy.git.integration);
  for (const line of opened.lines) applyLine(ledger, line);
  const book = openBook(parts.journal, ledger, opened.lines.at(-1)?.seq ?? 0);
  const core = openCore({
    parts,
    options: {
      only: [],
      untilDone: true,
      version: 'test',
      signal: new AbortController().signal,
      onSnapshot: () => undefined,
      adopt: options.adopt ?? false,
    },
    book,
    hearing: openHearing(parts.clock),
    trust: openTrust(parts, world.policy),
    senses: nothingSeen(world.policy, await during(parts.files.wish())),
  });
  core.remembered.fresh = opened.fresh;
  return {
    world,
    core,
    during,
    observed: (...facts) => during(book.write([{ type: 'observed', at: parts.clock.now(), facts }])),
    look: async () => {
      await during(observe(core, new Set(ALL_SENSES)));
    },
  };
}

function aScenario(): Scenario {
  const dependency = { status: 'waiting', notified: [], waitingSince: null };
  const drawn = { ...scenarioOf(1) };
  // Its pull requests are here.
  Reflect.deleteProperty(drawn, 'github');
  return {
    ...drawn,
    workers: ['w1'],
    entries: [newEntry('a', {}), newEntry('b', { after: ['a'], order: 1, dependency })],
    tempers: new Map(),
    dying: new Map(),
    edits: [],
    kills: [],
    writeBack: true,
    lostHints: 0,
    journalWeight: 1,
  };
}

export const SYNCED = { status: 'pending', assignee: null, waitingSince: null, notified: [] } as const;
