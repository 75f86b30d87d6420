import { readDelivered } from '../../../src/adapters/agents/demo/delivered.ts';
import type { AgentEvent } from '../../../src/domain/agent-event.ts';
import type { AgentScreen } from '../../../src/ports/agent.ts';
import type { SessionSpec } from '../../../src/ports/terminal.ts';
import type { Checkout, GitStore } from '../ports/git/store.ts';
import type { Program, Tty } from '../ports/terminal.ts';
import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';

/** What an agent really does, whatever it tells. */
export type Truth = 'starting' | 'busy' | 'idle' | 'asks' | 'limited' | 'frozen' | 'ended';

/** The body of an agent: what there is to be looked at of it. */
export interface Body {
  readonly worker: string;
  truth: Truth;
  truthSince: number;
  /** Processor time of its tools, in milliseconds, and how much of one processor they take now. */
  toolsMs: number;
  toolsRate: number;
  ratedAt: number;
  readonly beganAt: number;
  transcriptAt: number;
  /** Its last word or commit, and the longest time at work without either. */
  toldAt: number;
  quietMs: number;
  counter: number;
}

/** What a script lets an agent do. Times in minutes: all agents move at full minutes, so that a look sees many at once. */
export interface Hands {
  readonly random: Random;
  readonly body: Body;
  readonly task: string;
  readonly tty: Tty;
  now(): number;
  wait(minutes: number): Promise<void>;
  /** Takes part of the time between `least` and `most`. */
  between(least: number, most: number): number;
  says(event: AgentEvent['event'], more?: Omit<AgentEvent, 'event' | 'at'>): void;
  grows(): void;
  counts(): void;
  tools(rate: number): void;
  edits(name: string, content: string): void;
  commits(message: string): void;
  /** Its turn ends; resolves with the next text that it gets. */
  rests(truth: 'idle' | 'limited'): Promise<void>;
  /** A dialog stands on its screen for so long. */
  asks(minutes: number): Promise<void>;
  /** Nothing of it moves any more, but its screen when it `spins`. Never resolves. */
  freezes(spins: boolean): Promise<never>;
  dies(): Promise<never>;
  /** It does something wrong from now on. */
  planted(): void;
}

export type Script = (hands: Hands) => Promise<void>;

export interface AgentParts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly store: GitStore;
  readonly body: Body;
  /** Of the clock that cannot be set. */
  monotonicMs(): number;
  leave(folder: string, content: string): void;
  scriptOf(task: string): Script;
  onPlanted(): void;
}

const MINUTE_MS = 60_000;
const SPINS_MS = 20_000;
/** What its spinner takes of one processor. */
export const SPINNER = 0.03;

export function dayAgent(parts: AgentParts, spec: SessionSpec, tty: Tty): Program {
  const { scheduler, random, store, body } = parts;
  let composer = '';
  let dialog: string | null = null;
  let awaited: (() => void) | null = null;
  const queue: string[] = [];

  const is = (truth: Truth): void => {
    body.truth = truth;
    body.truthSince = scheduler.now;
    tty.wrote();
  };
  const isOver = (): boolean => body.truth === 'ended';
  const after = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      scheduler.after(ms, () => {
        if (!isOver()) resolve();
      });
    });
  const tells = (): void => {
    if (body.truth === 'busy') body.quietMs = Math.max(body.quietMs, parts.monotonicMs() - body.toldAt);
    body.toldAt = parts.monotonicMs();
  };
  const emit = (event: AgentEvent['event'], more: Omit<AgentEvent, 'event' | 'at'> = {}): void => {
    tty.wrote();
    tells();
    const told = { v: 1, at: scheduler.now, event, ...more };
    parts.leave(spec.env['CZAR_EVENTS'] ?? '', JSON.stringify(told));
  };
  const checkout = (): Checkout => store.at({ path: spec.cwd });
  const handsFor = (task: string): Hands => ({
    random,
    body,
    task,
    tty,
    now: () => scheduler.now,
    wait: (minutes) =>
      after(Math.ceil((scheduler.now + minutes * MINUTE_MS) / MINUTE_MS) * MINUTE_MS - scheduler.now),
    between: (least, most) => random.int(least, most),
    says: emit,
    grows() {
      body.transcriptAt = scheduler.now;
    },
    counts() {
      body.counter += random.int(1, 5_000);
      tty.wrote();
    },
    tools(rate) {
      body.toolsMs = toolsOf(body, parts.monotonicMs());
      body.ratedAt = parts.monotonicMs();
      body.toolsRate = rate;
    },
    edits: (name, content) => void checkout().files.set(`src/${task}-${name}.txt`, content),
    commits(message) {
      tells();
      store.commit(checkout(), message);
    },
    async rests(truth) {
      is(truth);
      await new Promise<void>((resolve) => {
        awaited = resolve;
      });
      is('busy');
    },
    async asks(minutes) {
      dialog = `May I do ${task} ${body.counter}?`;
      is('asks');
      await after(minutes * MINUTE_MS);
      dialog = null;
      is('busy');
    },
    freezes(spins) {
      is('frozen');
      const spin = (): void => {
        if (body.truth !== 'frozen') return;
        tty.wrote();
        scheduler.after(SPINS_MS, spin);
      };
      if (spins) spin();
      return new Promise(() => undefined);
    },
    dies() {
      is('ended');
      tty.exited({ status: null, signal: 9 });
      return new Promise(() => undefined);
    },
    planted: () => parts.onPlanted(),
  });
  const heard = (text: string): void => {
    const delivery = /^\[czar ([\w-]+)\]/.exec(text)?.[1];
    emit('prompt', { text, ...(delivery === undefined ? {} : { delivery }) });
    body.transcriptAt = scheduler.now;
  };
  const converse = async (first: string): Promise<void> => {
    for (let text: string | undefined = first; text !== undefined; text = queue.shift()) {
      is('busy');
      heard(text);
      const { kind, task } = readDelivered(text);
      const isWork = kind !== 'message' || text.includes('Go on with');
      if (task !== null && isWork) await parts.scriptOf(task)(handsFor(task));
      is('idle');
      emit('idle');
    }
  };
  const submit = (text: string): void => {
    if (text.trim() === '') return;
    if (body.truth === 'frozen' || body.truth === 'asks') return void queue.push(text);
    if (awaited !== null) {
      const go = awaited;
      awaited = null;
      heard(text);
      return go();
    }
    if (body.truth === 'busy') return heard(text);
    void converse(text);
  };
  scheduler.after(2_000, () => {
    if (isOver()) return;
    is('idle');
    emit('ready');
  });
  return {
    paste(text) {
      composer += text;
    },
    key(name) {
      if (name === 'Enter') {
        const text = composer;
        composer = '';
        submit(text);
      } else if (name === 'C-u') composer = '';
    },
    screen: () => ({ lines: [JSON.stringify(shownBy(body, { composer, dialog }))], cursorX: 0, cursorY: 0 }),
    end() {
      body.truth = 'ended';
    },
  };
}

export function toolsOf({ toolsMs, toolsRate, ratedAt }: Body, now: number): number {
  return toolsMs + Math.max(0, now - ratedAt) * toolsRate;
}

function shownBy(
  { truth, counter }: Body,
  { composer, dialog }: { readonly composer: string; readonly dialog: string | null },
): AgentScreen {
  if (dialog !== null) {
    const choices = [
      { says: 'Yes', keys: ['1'], means: 'yes' },
      { says: 'No', keys: ['2'], means: 'no' },
    ] as const;
    return { shows: 'dialog', composer: null, dialog: { about: 'permission', text: dialog, choices } };
  }
  if (truth === 'starting') return { shows: 'unknown', composer: null, dialog: null };
  const shows = truth === 'busy' || truth === 'frozen' ? 'busy' : 'prompt';
  const counted = shows === 'busy' ? { counter: String(counter) } : {};
  return { shows, composer: { text: composer, paste: false }, dialog: null, ...counted };
}
