import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Deed } from '../../adapters/agents/fake/deeds.ts';
import { type FakeSettings, mayBy } from '../../adapters/agents/fake/decode-options.ts';
import { readIfThere } from '../../adapters/files/read-if-there.ts';
import { runProcess } from '../../adapters/process/run.ts';
import { activityOf } from '../../decide/activity.ts';
import type { Receipt } from '../../domain/delivery.ts';
import type { Activity } from '../../domain/evidence.ts';
import { deliveredText } from '../../domain/delivered-text.ts';
import { Fault } from '../../domain/fault.ts';
import type { Generation } from '../../domain/generation.ts';
import type { Action } from '../../domain/plan.ts';
import { holdsText } from '../../engine/act/composer.ts';
import type { AgentScreen } from '../../ports/agent.ts';
import { definedEnv, type Surroundings } from '../surroundings.ts';
import { decodeDeeds } from './decode-deeds.ts';
import type { Scratch } from './scratch.ts';
import type { Stage } from './stage.ts';

export type FakeKind = FakeSettings['as'];
export type Hostility = Omit<FakeSettings, 'as' | 'record'>;

/** What came of handing over a text. */
export interface Handed {
  /** Null: it was not begun. */
  readonly receipt: Receipt | null;
  /** The outcome in one line. */
  readonly says: string;
  readonly ms: number;
}

/** One fake agent in its pane, as a scenario sees it. */
export interface Seat {
  readonly worker: string;
  readonly stage: Stage;
  /** Null: its session is over. */
  generation(): Generation;
  activity(): Activity;
  /** `hurry`: so many times quicker than Czar waits, for a text that will never arrive. */
  hand(text: string, hurry?: number): Promise<Handed>;
  /** Pastes a text and dies before Enter; whoever comes after it finds out what became of the text. */
  handInHalves(text: string): Promise<Handed>;
  /** Finds out what became of a text whose fate is open. */
  settle(id: string): Promise<Handed>;
  /** As Czar looks at the screen of an agent that says nothing. */
  look(): Promise<void>;
  /** As Czar interrupts a turn. */
  interrupt(): Promise<void>;
  /** Lets a fake do what it waits with. */
  let(what: 'begin' | 'ask'): Promise<void>;
  screen(): Promise<AgentScreen | null>;
  deeds(): Promise<readonly Deed[]>;
  keys(names: readonly string[]): Promise<void>;
  /** A command of tmux itself, about the pane: its target is added. */
  tmux(command: string, ...words: readonly string[]): Promise<void>;
  until(condition: () => boolean | Promise<boolean>, what: string): Promise<void>;
}

const POLL_MS = 25;
/** Nothing passes for being quick: a busy machine takes its time. */
const LONGEST_MS = 60_000;

export interface SeatSpec {
  readonly worker: string;
  readonly as: FakeKind;
  readonly hostile: Hostility;
  readonly scratch: Scratch;
  readonly around: Surroundings;
}

export async function takeSeat(stage: Stage, spec: SeatSpec): Promise<Seat> {
  const { worker, as, hostile, scratch } = spec;
  const record = join(scratch.folder, `${worker}.deeds.jsonl`);
  const cwd = join(scratch.folder, 'worktrees', worker);
  await mkdir(cwd, { recursive: true });
  const fake: FakeSettings = { ...hostile, as, record };
  const env = { CZAR_FAKE: JSON.stringify(fake) };
  const pasteBytes = hostile.pasteBytes ?? null;
  await stage.seat(worker, { kind: as, command: scratch.fake, env, pasteBytes }, cwd);
  await startSession(stage, worker);
  return new PaneSeat(stage, spec, record);
}

export async function startSession(stage: Stage, worker: string): Promise<void> {
  const started = await stage.act({
    ...planned(worker),
    kind: 'start-session',
    generation: 1,
    previous: null,
  });
  if (!started.ok)
    throw new Fault({ code: 'command-failed', what: 'start', on: worker, because: started.says });
}

class PaneSeat implements Seat {
  readonly worker: string;
  readonly stage: Stage;
  readonly #env: Readonly<Record<string, string>>;
  readonly #record: string;

  constructor(stage: Stage, { worker, around }: SeatSpec, record: string) {
    this.worker = worker;
    this.stage = stage;
    this.#env = definedEnv(around.env);
    this.#record = record;
  }

  generation(): Generation {
    const generation = this.stage.world().ledger.workers.get(this.worker)?.generation ?? null;
    if (generation !== null) return generation;
    throw new Fault({ code: 'pane-gone', what: 'go on', on: this.worker, because: 'its session is over' });
  }

  activity(): Activity {
    return activityOf(this.stage.world(), this.worker).activity;
  }

  async hand(text: string, hurry = 1): Promise<Handed> {
    const { parts } = this.stage;
    const item = `i-${parts.clock.randomHex(8)}`;
    const at = parts.clock.now();
    await this.stage.note({
      type: 'worker.told',
      worker: this.worker,
      item: { id: item, kind: 'notice', from: 'czar', text, data: null, at },
    });
    const id = `d-${parts.clock.randomHex(8)}`;
    const { number: generation } = this.generation();
    const nothing = { task: null, attempt: null } as const;
    const action = { kind: 'deliver', generation, as: 'notice', item, delivery: id } as const;
    return this.#carry(id, { ...planned(this.worker), ...nothing, ...action }, hurry);
  }

  async handInHalves(text: string): Promise<Handed> {
    const { parts } = this.stage;
    const id = `d-${parts.clock.randomHex(8)}`;
    const { number: generation } = this.generation();
    const whole = deliveredText({ as: 'notice', from: 'czar', text }, { id, nonce: 'selftest' });
    await this.stage.note({
      type: 'delivery.began',
      delivery: {
        id,
        worker: this.worker,
        generation,
        task: null,
        attempt: null,
        kind: 'notice',
        item: null,
        textHash: null,
        sha256: parts.digest.sha256(whole),
        bytes: Buffer.byteLength(whole),
        at: parts.clock.now(),
      },
    });
    await parts.terminal.paste(this.generation(), whole, id);
    await this.until(async () => isThere(await this.screen(), id), 'the text in the composer');
    return this.settle(id);
  }

  settle(id: string): Promise<Handed> {
    const { number: generation } = this.generation();
    return this.#carry(id, { ...planned(this.worker), kind: 'settle-delivery', generation, delivery: id });
  }

  async look(): Promise<void> {
    const { number: generation } = this.generation();
    await this.stage.act({ ...planned(this.worker), kind: 'look', generation });
  }

  async interrupt(): Promise<void> {
    const { number: generation } = this.generation();
    await this.stage.act({ ...planned(this.worker), kind: 'interrupt', generation, task: null });
  }

  async #carry(id: string, action: Action, hurry = 1): Promise<Handed> {
    const beganMs = this.stage.parts.clock.monotonicMs();
    const { says } = await this.stage.act(action, hurry);
    const ms = this.stage.parts.clock.monotonicMs() - beganMs;
    return { receipt: this.stage.world().ledger.receipts.get(id) ?? null, says, ms };
  }

  let(what: 'begin' | 'ask'): Promise<void> {
    return writeFile(mayBy(this.#record, what), '');
  }

  async screen(): Promise<AgentScreen | null> {
    const generation = this.generation();
    const screen = await this.stage.parts.terminal.screen(generation);
    return screen === null ? null : (this.stage.parts.kinds.get(generation.kind)?.read(screen) ?? null);
  }

  async deeds(): Promise<readonly Deed[]> {
    return decodeDeeds((await readIfThere(this.#record)) ?? '');
  }

  async keys(names: readonly string[]): Promise<void> {
    const typed = await this.stage.parts.terminal.keys(this.generation(), names);
    if (!typed.typed)
      throw new Fault({ code: 'not-now', what: 'type', on: this.worker, because: typed.because });
  }

  async tmux(command: string, ...words: readonly string[]): Promise<void> {
    const { status, stderr } = await runProcess({
      argv: ['tmux', '-S', this.stage.socketPath, command, '-t', this.generation().paneId, ...words],
      cwd: '/',
      env: this.#env,
      timeoutMs: LONGEST_MS,
      graceMs: 500,
      outputLimitBytes: 10_000,
    });
    if (status !== 0)
      throw new Fault({ code: 'command-failed', what: 'use tmux', on: this.worker, because: stderr.trim() });
  }

  async until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const { clock } = this.stage.parts;
    const beganMs = clock.monotonicMs();
    while (clock.monotonicMs() - beganMs < LONGEST_MS && !this.stage.signal.aborted) {
      if (await condition()) return;
      await clock.wait(POLL_MS, this.stage.signal);
    }
    throw new Fault({
      code: 'deadline',
      what: `see ${what}`,
      on: this.worker,
      because: `not within ${LONGEST_MS / 1_000}s; it is ${this.activity()}`,
    });
  }
}

function isThere(screen: AgentScreen | null, id: string): boolean {
  return screen !== null && holdsText(screen, id);
}

function planned(worker: string) {
  return {
    worker,
    lane: `keys:${worker}`,
    rule: 'selftest',
    why: 'a scenario says so',
    evidence: [],
  } as const;
}
