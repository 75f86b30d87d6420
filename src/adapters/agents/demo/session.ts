import { messageOf } from '../../files/error-code.ts';
import type { AgentEvent } from '../../../domain/agent-event.ts';
import { cleared, edited, emptyComposer, isEmpty, pasted, shortText, typed, wholeText } from './composer.ts';
import { type Delivered, readDelivered } from './delivered.ts';
import type { EmitEvent } from './event-file.ts';
import type { Input, Key } from './keys.ts';
import { type Mode, shownMode } from './mode.ts';
import { interruptible, play, type Stage, type Worktree } from './play.ts';
import { parseScript } from './script.ts';
import type { StartOptions } from './start-options.ts';
import type { Surface } from './surface.ts';
import { acted, failed, outputOf, promptEcho, said, welcome } from './transcript.ts';
import { type KnownTask, planTurn } from './turn-plan.ts';
import { DIALOG_TITLES, regionOf } from './view.ts';

/** What a session is made of. `quit` ends the process. */
export interface SessionParts {
  readonly surface: Surface;
  readonly emit: EmitEvent;
  readonly worktree: Worktree & { subjects(): Promise<ReadonlySet<string>> };
  readonly options: StartOptions;
  readonly who: string;
  readonly cwd: string;
  quit(status: number): void;
}

const spinnerMs = 150;
const quitArmedMs = 2_000;
const queueLimit = 20;

/** One conversation at one terminal: composes, submits, plays turns, one after another. */
export class Session {
  readonly #parts: SessionParts;
  #mode: Mode = { name: 'prompt' };
  #composer = emptyComposer;
  #queue: string[] = [];
  #turn: AbortController | null = null;
  /** By task: a short text about an earlier one finds its steps again. */
  readonly #known = new Map<string, KnownTask>();
  #task = 'this task';
  #swallowEnter: boolean;
  #events: boolean;
  #silent = false;
  #quitArmedUntilMs = 0;
  #spinner: NodeJS.Timeout | null = null;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#swallowEnter = parts.options.swallowFirstEnter;
    this.#events = parts.options.events;
  }

  /** Shows the prompt, after the trust dialog if there is one. */
  async open(): Promise<void> {
    const { options, cwd, who } = this.#parts;
    const question = `Do you trust the files in this folder?\n${cwd}`;
    if (options.trustDialog && !(await this.#confirm(DIALOG_TITLES.trust, question))) return this.quit(1);
    this.#print(welcome(`${cwd} · ${who}`));
    this.#emit({ event: 'ready' });
    if (options.silent) await this.#hush(null);
  }

  take(input: Input): void {
    if (this.#silent) return;
    if (this.#mode.name === 'dialog') this.#takeInDialog(this.#mode, input);
    else if (input.type === 'key') this.#takeKey(input.key);
    else this.#composer = (input.type === 'paste' ? pasted : typed)(this.#composer, input.text);
    this.draw();
  }

  draw(): void {
    this.#parts.surface.draw(this.#region());
  }

  quit(status: number): void {
    this.#emit({ event: 'exit', data: { status } });
    this.#turn?.abort();
    this.#parts.quit(status);
  }

  /** A paste is dropped while a dialog is open, and Enter takes its default, as in the agents that this one stands for. */
  #takeInDialog(dialog: Extract<Mode, { name: 'dialog' }>, input: Input): void {
    if (input.type === 'paste') return;
    const said = input.type === 'key' ? input.key : input.text.slice(0, 1).toLowerCase();
    if (said === 'enter' || said === 'y' || said === '1') dialog.answer(true);
    else if (said === 'escape' || said === 'interrupt' || said === 'n' || said === '2') dialog.answer(false);
  }

  #takeKey(key: Key): void {
    if (key === 'enter') this.#enter();
    else if (key === 'escape') this.#interrupt();
    else if (key === 'interrupt') this.#control();
    else this.#composer = edited(this.#composer, key);
  }

  #enter(): void {
    const text = wholeText(this.#composer);
    if (text.trim() === '') return;
    if (this.#swallowEnter) {
      this.#swallowEnter = false;
      return;
    }
    const echo = promptEcho(shortText(this.#composer));
    this.#composer = cleared(this.#composer);
    this.#print(echo);
    this.#submit(text);
  }

  #control(): void {
    if (!isEmpty(this.#composer)) this.#composer = cleared(this.#composer);
    else if (this.#turn !== null) this.#interrupt();
    else if (Date.now() < this.#quitArmedUntilMs) this.quit(0);
    else this.#armQuit();
  }

  #armQuit(): void {
    this.#quitArmedUntilMs = Date.now() + quitArmedMs;
    setTimeout(() => this.draw(), quitArmedMs + 1).unref();
  }

  #interrupt(): void {
    if (this.#turn === null || this.#turn.signal.aborted) return;
    this.#turn.abort();
    this.#print(failed('Interrupted.'));
  }

  /** A new task takes the place of a question that waits; anything else is its answer. */
  #submit(text: string): void {
    const asking = this.#mode.name === 'asking' ? this.#mode : null;
    const { kind } = readDelivered(text);
    if (asking !== null && (kind === 'answer' || kind === 'message')) {
      asking.answer(text);
      return;
    }
    if (this.#turn === null) {
      void this.#converse(text);
      return;
    }
    if (this.#queue.length < queueLimit) this.#queue.push(text);
    else this.#print(failed('Too many messages wait; this one is dropped.'));
    if (asking !== null) this.#turn.abort();
  }

  /** One turn, and those of the texts that came in meanwhile. */
  async #converse(first: string): Promise<void> {
    for (let text: string | undefined = first; text !== undefined; text = this.#queue.shift()) {
      const turn = new AbortController();
      this.#turn = turn;
      try {
        await this.#answer(text, turn.signal);
      } catch (error) {
        const message = messageOf(error);
        this.#print(failed(message));
        this.#emit({ event: 'error', text: message });
      }
      this.#turn = null;
      this.#enterMode({ name: 'prompt' });
      this.#emit({ event: 'idle' });
    }
  }

  async #answer(text: string, signal: AbortSignal): Promise<void> {
    const delivered = this.#receive(text);
    const known = this.#learn(text, delivered);
    const plan = planTurn({
      delivered,
      script: known.script,
      task: this.#task,
      subjects: await this.#parts.worktree.subjects(),
      left: known.left,
    });
    this.#print(said(plan.says));
    const { end, left } = await play(plan.steps, this.#stage(signal));
    this.#known.set(this.#task, { ...known, left });
    if (end === 'done' && plan.steps.length > 0) this.#print(said('Done.'));
    if (end === 'stopped') this.#print(said('I stop here; nothing is complete.'));
  }

  /** Short texts say nothing about the steps: those that the task had before hold. */
  #learn(text: string, { kind, task }: Delivered): KnownTask {
    const parsed = parseScript(text);
    if (parsed !== null && 'problem' in parsed) throw new Error(`I cannot read the steps: ${parsed.problem}`);
    this.#task = task ?? this.#task;
    const isNew = parsed !== null || kind === 'opening' || kind === 'continuation';
    if (isNew) return { script: parsed?.script ?? null, left: [] };
    return this.#known.get(this.#task) ?? { script: null, left: [] };
  }

  #receive(text: string): Delivered {
    const delivered = readDelivered(text);
    const { delivery } = delivered;
    this.#emit({ event: 'prompt', text, ...(delivery === null ? {} : { delivery }) });
    this.#busy();
    return delivered;
  }

  #busy(): void {
    this.#enterMode({ name: 'busy', sinceMs: performance.now() });
    this.#emit({ event: 'busy' });
  }

  #stage(signal: AbortSignal): Stage {
    const { worktree, surface } = this.#parts;
    return {
      signal,
      worktree,
      task: this.#task,
      say: (text) => this.#print(said(text)),
      act: (text) => this.#print(acted(text)),
      output: (text) => this.#print(outputOf(text)),
      fail: (text) => this.#print(failed(text)),
      emit: (event) => this.#emit(event),
      confirm: (text) => this.#confirm(DIALOG_TITLES.permission, text),
      ask: (text) => this.#ask(text, signal),
      rest: (text, ms) => this.#rest(text, ms, signal),
      hush: (ms) => this.#hush(ms),
      quietEvents: () => {
        this.#events = false;
      },
      swallowEnter: () => {
        this.#swallowEnter = true;
      },
      crash: (status) => {
        surface.mute(true);
        this.#parts.quit(status);
      },
    };
  }

  async #confirm(title: string, text: string): Promise<boolean> {
    const before = this.#mode;
    const yes = await new Promise<boolean>((answer) => {
      this.#enterMode({ name: 'dialog', title, text, answer });
      this.#emit({ event: 'permission', text });
    });
    this.#print(acted(`${title}: ${yes ? 'yes' : 'no'}`));
    if (before.name === 'busy') this.#busy();
    else this.#enterMode(before);
    return yes;
  }

  async #ask(text: string, signal: AbortSignal): Promise<void> {
    this.#print(said(text));
    const answered = await new Promise<string | null>((resolve) => {
      signal.addEventListener('abort', () => resolve(null), { once: true });
      this.#enterMode({ name: 'asking', answer: resolve });
      this.#emit({ event: 'question', text });
    });
    if (answered !== null) this.#receive(answered);
  }

  async #rest(text: string, ms: number, signal: AbortSignal): Promise<void> {
    this.#print(failed(text));
    this.#enterMode({ name: 'resting', text });
    await interruptible(ms, signal);
  }

  async #hush(ms: number | null): Promise<void> {
    const { surface } = this.#parts;
    this.#silent = true;
    surface.mute(true);
    await interruptible(ms, new AbortController().signal);
    this.#silent = false;
    surface.mute(false);
    this.draw();
  }

  #emit(event: Omit<AgentEvent, 'at'>): void {
    if (this.#events && !this.#silent) this.#parts.emit(event);
  }

  #print(text: string): void {
    this.#parts.surface.print(text, this.#region());
  }

  #enterMode(mode: Mode): void {
    this.#mode = mode;
    if (this.#spinner !== null) clearInterval(this.#spinner);
    this.#spinner = mode.name === 'busy' ? setInterval(() => this.draw(), spinnerMs) : null;
    this.draw();
  }

  #region(): ReturnType<typeof regionOf> {
    const { surface, who } = this.#parts;
    const armed = Date.now() < this.#quitArmedUntilMs;
    const view = {
      mode: shownMode(this.#mode, performance.now()),
      composer: this.#composer,
      queued: this.#queue.length,
      notice: armed ? 'press ctrl-c again to quit' : null,
      who,
    };
    return regionOf(view, surface.size);
  }
}
