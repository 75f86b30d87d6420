import {
  edited,
  emptyComposer,
  pasted,
  wholeText,
  type Composer,
} from '../../src/adapters/agents/demo/composer.ts';
import { regionOf } from '../../src/adapters/agents/demo/view.ts';
import type { AgentEvent } from '../../src/domain/agent-event.ts';
import type { SpentReport } from '../../src/domain/usage.ts';
import type { SessionSpec } from '../../src/ports/terminal.ts';
import type { DialogRights, SimulatedDialog } from './dialogs.ts';
import type { Program, Tty } from './ports/terminal.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import { CutShort, type Said } from './service.ts';
import { Stopped, type Turn } from './turn.ts';

/** What an agent is made of beside its terminal. */
export interface AgentParts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  leave(folder: string, content: string): void;
  /** A text was pasted, in this state. */
  onPaste(spec: SessionSpec, text: string, isBusy: boolean): void;
  onSubmit(spec: SessionSpec, text: string): void;
  swallowsEnter(spec: SessionSpec): boolean;
  /** After some pastes it reads nothing for a while; a second Enter behind one that it has not read. */
  stalls(spec: SessionSpec): boolean;
  onSecondEnter(spec: SessionSpec): void;
  /** It says nothing before its first text. */
  isShy(spec: SessionSpec): boolean;
  /** For so long it asks something before it is ready, until a human answers in its session; 0: it does not. In milliseconds. */
  asksFirstMs(spec: SessionSpec): number;
  readonly dialogs: DialogRights;
  /** It dies before it is ready. */
  dies(spec: SessionSpec): boolean;
  /** What its service says instead of an answer, when a turn begins and in the middle; null: it answers. */
  atStart(spec: SessionSpec): Said | null;
  midway(spec: SessionSpec): Said | null;
  /** What a turn that ends has used. */
  spent(spec: SessionSpec): readonly SpentReport[];
  /** Does what a submitted text asks for. */
  work(spec: SessionSpec, text: string, turn: Turn): Promise<void>;
}

const SIZE = { columns: 120, rows: 50 };
/** After so long somebody answers a dialog in its session. */
const IN_SESSION_MS = 20 * 60_000;

/** An interactive agent that tells what it does by events: ready, prompt, busy, idle. Its composer and screen are the demo agent's. */
export function simulatedAgent(parts: AgentParts, spec: SessionSpec, tty: Tty): Program {
  const { scheduler, random } = parts;
  let state: 'starting' | 'asking' | 'prompt' | 'busy' | 'ended' = 'starting';
  let composer: Composer = emptyComposer;
  let swallows = parts.swallowsEnter(spec);
  let turn: { isStopped: boolean } | null = null;
  let dialog: SimulatedDialog | null = null;
  let closedAt = 0;
  const queue: string[] = [];
  let unfinished: string | null = null;

  const isEnded = (): boolean => state === 'ended';
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      scheduler.after(ms, () => {
        if (!isEnded()) resolve();
      });
    });
  const emit = (event: Omit<AgentEvent, 'at'>): void => {
    const at = scheduler.now;
    tty.wrote();
    if (spec.env['CZAR_EVENTS'] === undefined) return;
    scheduler.after(random.int(0, 200), () =>
      parts.leave(spec.env['CZAR_EVENTS'] ?? '', JSON.stringify({ v: 1, at, ...event })),
    );
  };
  /** Somebody answers it in the session at last. */
  const ask = (title: SimulatedDialog['title'], text: string, mostMs: number): Promise<boolean> =>
    new Promise((resolve) => {
      const before = state;
      const own: SimulatedDialog = {
        title,
        text,
        openedAt: scheduler.now,
        close(yes) {
          if (isEnded() || dialog !== own) return;
          dialog = null;
          closedAt = scheduler.now;
          state = before;
          tty.wrote();
          resolve(yes);
        },
      };
      dialog = own;
      state = 'asking';
      tty.wrote();
      scheduler.after(mostMs, () => own.close(true));
    });
  const turnOf = (own: { isStopped: boolean }): Turn => ({
    random,
    sleep: async (ms) => {
      await sleep(ms);
      if (own.isStopped) throw new Stopped();
      answered(parts.midway(spec));
    },
    may: async (what) => {
      emit({ event: 'permission', text: what });
      await sleep(random.int(0, 300));
      const isAllowed = await ask('The agent asks for permission', what, IN_SESSION_MS);
      if (own.isStopped || !isAllowed) throw new Stopped();
      emit({ event: 'busy' });
    },
    crash: (status) => {
      state = 'ended';
      tty.exited({ status, signal: null });
      return new Promise(() => undefined);
    },
    freeze: () => new Promise(() => undefined),
  });
  const cutOf = async (own: { isStopped: boolean }, text: string): Promise<Said | null> => {
    try {
      const said = parts.atStart(spec);
      // It is tried a few times before it is given up.
      if (said !== null) await sleep(random.int(300, 3_000));
      answered(said);
      await parts.work(spec, text, turnOf(own));
      return null;
    } catch (error) {
      if (error instanceof CutShort) return error.said;
      if (!(error instanceof Stopped)) throw error;
      return null;
    }
  };
  const converse = async (first: string): Promise<void> => {
    for (let text: string | undefined = first; text !== undefined; text = queue.shift()) {
      const own = { isStopped: false };
      turn = own;
      state = 'busy';
      const delivery = /^\[czar ([\w-]+)\]/.exec(text)?.[1];
      emit({ event: 'prompt', text, ...(delivery === undefined ? {} : { delivery }) });
      await sleep(random.int(1, 50));
      emit({ event: 'busy' });
      // What was cut short is in its conversation: it goes on with that.
      const asked = isGoOn(text) ? (unfinished ?? text) : text;
      const cut = await cutOf(own, asked);
      unfinished = cut === null ? null : asked;
      await sleep(random.int(50, 500));
      turn = null;
      state = 'prompt';
      emit(withSpent(cut ?? { event: 'idle' }, parts.spent(spec)));
    }
  };
  const submit = (): void => {
    const text = wholeText(composer);
    if (text.trim() === '') return;
    if (swallows) {
      swallows = false;
      return;
    }
    composer = emptyComposer;
    parts.onSubmit(spec, text);
    if (state === 'busy') queue.push(text);
    else void converse(text);
  };
  const begin = (): void => {
    if (isEnded()) return;
    state = 'prompt';
    tty.wrote();
    if (!parts.isShy(spec)) emit({ event: 'ready' });
  };
  const trust = async (mostMs: number): Promise<void> => {
    if (await ask('Trust', `Trust this folder?\n${spec.cwd}`, mostMs)) return begin();
    state = 'ended';
    tty.exited({ status: 1, signal: null });
  };
  const inDialog = (open: SimulatedDialog, name: string): void => {
    if (name === 'Enter') parts.dialogs.onEnter(spec, scheduler.now - open.openedAt);
    if (name === '1' || name === '2') {
      parts.dialogs.onChoice(spec, open, name === '1');
      open.close(name === '1');
    }
    if (name === 'Escape') {
      if (turn !== null) turn.isStopped = true;
      open.close(false);
    }
  };
  const dies = parts.dies(spec);
  scheduler.after(random.pick([200, 1_000, 4_000, 20_000]), () => {
    if (isEnded()) return;
    if (dies) {
      state = 'ended';
      tty.exited({ status: 1, signal: null });
      return;
    }
    const asksMs = parts.asksFirstMs(spec);
    if (asksMs > 0) void trust(asksMs);
    else begin();
  });
  return reading(
    { parts, spec, isEnded },
    {
      paste(text) {
        if (dialog !== null) parts.dialogs.onPaste(spec, scheduler.now - dialog.openedAt);
        if (state === 'starting' || state === 'asking') return;
        parts.onPaste(spec, text, state === 'busy');
        composer = pasted(composer, text);
      },
      key(name) {
        if (dialog !== null) return inDialog(dialog, name);
        if (state === 'starting') return;
        if (name === '1' || name === '2') parts.dialogs.onLateKey(spec, scheduler.now - closedAt);
        if (name === 'Enter') submit();
        else if (name === 'C-u') composer = edited(composer, 'clear');
        else if (name === 'Escape' && turn !== null) turn.isStopped = true;
      },
      screen() {
        if (state === 'starting') return { lines: [], cursorX: 0, cursorY: 0 };
        const mode = shownAs(state, dialog);
        const { lines } = regionOf(
          { mode, composer, queued: queue.length, notice: null, who: spec.worker },
          SIZE,
        );
        return { lines, cursorX: 0, cursorY: 0 };
      },
      end() {
        state = 'ended';
      },
    },
  );
}

const STALLS_MS = [500, 2_000, 10_000, 40_000, 120_000] as const;

interface Reader {
  readonly parts: AgentParts;
  readonly spec: SessionSpec;
  readonly isEnded: () => boolean;
}

/** The program with a terminal that keeps what it does not read yet. */
function reading({ parts, spec, isEnded }: Reader, program: Program): Program {
  const random = parts.random.fork('stalls');
  const stalls = parts.stalls(spec);
  let isDeaf = false;
  let waiting: { readonly key: string | null; readonly act: () => void }[] = [];
  const type = (key: string | null, act: () => void): void => {
    if (!isDeaf) return act();
    if (key === 'Enter' && waiting.some((one) => one.key === 'Enter')) parts.onSecondEnter(spec);
    waiting.push({ key, act });
  };
  const wake = (): void => {
    isDeaf = false;
    const acts = waiting;
    waiting = [];
    if (!isEnded()) for (const { act } of acts) act();
  };
  return {
    ...program,
    paste(text) {
      type(null, () => program.paste(text));
      if (isDeaf || !stalls || !random.chance(0.3)) return;
      isDeaf = true;
      parts.scheduler.after(random.pick(STALLS_MS), wake);
    },
    key: (name) => type(name, () => program.key(name)),
    unread: () => waiting.length > 0,
  };
}

function withSpent(said: Said, spent: readonly SpentReport[]): Said {
  return spent.length === 0 ? said : { ...said, data: { ...said.data, spent } };
}

function isGoOn(text: string): boolean {
  return /^\[czar \S+\] Go on/.test(text) || text.includes('go on where you stopped');
}

function answered(said: Said | null): void {
  if (said !== null) throw new CutShort(said);
}

function shownAs(state: 'asking' | 'prompt' | 'busy' | 'ended', dialog: SimulatedDialog | null) {
  if (dialog !== null) return { name: 'dialog', title: dialog.title, text: dialog.text } as const;
  return state === 'busy' ? ({ name: 'busy', forMs: 0 } as const) : ({ name: 'prompt' } as const);
}
