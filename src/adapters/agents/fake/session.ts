import { existsSync, readFileSync } from 'node:fs';
import {
  cleared,
  type Composer,
  edited,
  emptyComposer,
  isEmpty,
  pasted,
  shortText,
  typed,
  wholeText,
} from '../demo/composer.ts';
import type { Input, Key } from '../demo/keys.ts';
import type { Deed } from './deeds.ts';
import { type FakeOptions, mayBy } from './decode-options.ts';
import type { FakeScreen } from './screen.ts';
import type { Face, FakeView } from './view.ts';
import type { Voice } from './voice.ts';

export interface FakeParts {
  readonly options: FakeOptions;
  readonly face: Face;
  readonly screen: FakeScreen;
  readonly voice: Voice;
  readonly note: (deed: Deed) => void;
  readonly cwd: string;
  readonly die: () => void;
}

const SPINNER_MS = 150;
const COMMAND = /^[/!]/;
/** What opens the list of commands or files when it is typed. */
const PICKER = /(?:^|\s)[/@]\S*$/;

/** A line with nothing but the path of a text file, as a text that is too long to be typed has it. */
const NAMED_FILE = /^\/.*\.txt$/m;

/** One agent that does what it is told to do wrong. */
export class FakeSession {
  readonly #parts: FakeParts;
  #composer: Composer;
  #dialog: FakeView['dialog'] = null;
  #picker = false;
  #busySince: number | null = null;
  #spinner: NodeJS.Timeout | null = null;
  #turn: NodeJS.Timeout | null = null;
  #queue: string[] = [];
  #said: string[] = [];
  #asked = false;
  #silentTurns: number;
  /** The text of a turn without a word. */
  #silent: string | null = null;
  #swallowed = 0;
  #lastInputMs = Number.NEGATIVE_INFINITY;

  constructor(parts: FakeParts) {
    this.#parts = parts;
    this.#composer = typed(emptyComposer, parts.options.draft);
    this.#silentTurns = parts.options.silentTurns;
  }

  open(): void {
    const { options, voice } = this.#parts;
    if (options.trustDialog) this.#dialog = 'trust';
    this.draw();
    if (options.trustDialog) voice.asksAtStart();
    else voice.ready();
  }

  take(input: Input): void {
    if (this.#parts.options.wedged) return;
    const nowMs = performance.now();
    if (this.#dialog !== null) this.#takeInDialog(input);
    else if (input.type === 'key') this.#takeKey(input.key, nowMs);
    else this.#write(input);
    if (input.type !== 'key' || input.key !== 'enter') this.#lastInputMs = nowMs;
    this.draw();
  }

  draw(): void {
    const { face, screen, cwd } = this.#parts;
    const view: FakeView = {
      mode: this.#picker ? 'picker' : this.#busySince === null ? 'prompt' : 'busy',
      dialog: this.#dialog,
      composer: this.#composer,
      queued: this.#queue.length,
      said: this.#said,
      forMs: this.#busySince === null ? 0 : performance.now() - this.#busySince,
      cwd,
    };
    screen.draw(face.region(view, screen.size));
  }

  /** A paste is dropped while a dialog is open, and Enter takes its default, as in the agents that are played. */
  #takeInDialog(input: Input): void {
    if (input.type === 'paste') return;
    const said = input.type === 'key' ? input.key : input.text.slice(0, 1).toLowerCase();
    const digits = this.#parts.face.digitTakes ? ['1', '2'] : [];
    if (['enter', 'y', ...digits.slice(0, 1)].includes(said)) this.#answer('yes');
    else if (['escape', 'n', ...digits.slice(1)].includes(said)) this.#answer('no');
  }

  #answer(text: 'yes' | 'no'): void {
    const { note, voice } = this.#parts;
    note({ did: 'answered', text: `${this.#dialog ?? ''}: ${text}` });
    if (this.#dialog === 'trust') voice.ready();
    this.#dialog = null;
  }

  #write(input: Exclude<Input, { type: 'key' }>): void {
    const { options, face, die } = this.#parts;
    if (options.dies === 'on-paste') return die();
    if (options.dialogOnPaste) {
      this.#dialog = 'permission';
      this.#parts.voice.asks();
    }
    if (input.type === 'paste') {
      this.#composer = pasted(this.#composer, cut(input.text, options.pasteBytes), face.namePaste);
      return;
    }
    this.#composer = typed(this.#composer, input.text);
    if (PICKER.test(input.text) && input.text.length < 20) this.#picker = true;
  }

  #takeKey(key: Key, nowMs: number): void {
    if (key === 'escape') this.#escape();
    else if (key === 'enter') this.#enter(nowMs);
    else if (key === 'interrupt') this.#interrupt();
    else this.#composer = edited(this.#composer, key);
  }

  #escape(): void {
    if (this.#picker) this.#picker = false;
    else if (this.#silent !== null) this.#takeBack(this.#silent);
    else if (this.#busySince !== null) this.#endTurn();
  }

  /** As claude does with a text that it has not said a word about. */
  #takeBack(text: string): void {
    this.#rest();
    this.#said.pop();
    this.#composer = typed(emptyComposer, text);
  }

  #interrupt(): void {
    if (isEmpty(this.#composer)) this.#escape();
    else this.#composer = cleared(this.#composer);
  }

  #enter(nowMs: number): void {
    const { options, note, die } = this.#parts;
    if (isEmpty(this.#composer)) return;
    if (nowMs - this.#lastInputMs < options.burstMs) {
      this.#composer = edited(this.#composer, 'newline');
      return;
    }
    if (this.#swallowed < options.swallowedEnters) {
      this.#swallowed += 1;
      return;
    }
    if (options.dies === 'on-enter') return die();
    const text = wholeText(this.#composer);
    this.#said.push(`> ${shortText(this.#composer).split('\n')[0] ?? ''}`);
    this.#composer = cleared(this.#composer);
    if (this.#picker) note({ did: 'picked', text });
    else if (COMMAND.test(text)) note({ did: 'command', text });
    else this.#submit(text);
    this.#picker = false;
  }

  #submit(text: string): void {
    if (this.#busySince === null) this.#begin(text);
    else this.#queue.push(text);
  }

  #begin(whole: string): void {
    const { options } = this.#parts;
    this.#got(whole);
    this.#busySince = performance.now();
    this.#spinner = setInterval(() => this.#spin(), SPINNER_MS);
    if (this.#silentTurns > 0) {
      this.#silentTurns -= 1;
      this.#silent = whole;
    } else if (options.turnMs !== null) this.#turn = setTimeout(() => this.#endTurn(), options.turnMs);
  }

  #got(whole: string): void {
    const { options, note, voice, die } = this.#parts;
    const middle = Math.floor(whole.length / 2);
    const text =
      options.plant === 'lost-character' ? whole.slice(0, middle) + whole.slice(middle + 1) : whole;
    for (let time = 0; time < (options.plant === 'twice' ? 2 : 1); time += 1)
      note({ did: 'submitted', text });
    voice.prompt(text);
    const file = NAMED_FILE.exec(text)?.[0];
    if (file !== undefined) note({ did: 'read', text: readFileSync(file, 'utf8') });
    if (options.dies === 'in-turn') void voice.told().then(die);
  }

  #spin(): void {
    const { options, voice } = this.#parts;
    if (options.dialogInTurn && !this.#asked && existsSync(mayBy(options.record, 'ask'))) {
      this.#asked = true;
      this.#dialog = 'permission';
      voice.asks();
    }
    this.draw();
  }

  #rest(): void {
    if (this.#spinner !== null) clearInterval(this.#spinner);
    if (this.#turn !== null) clearTimeout(this.#turn);
    this.#busySince = null;
    this.#silent = null;
  }

  #endTurn(): void {
    const { options, voice } = this.#parts;
    this.#rest();
    if (options.limit) voice.limit();
    else voice.idle();
    this.#said.push(options.limit ? '  You have hit your usage limit.' : '  ACK');
    const next = this.#queue.shift();
    if (next !== undefined) this.#begin(next);
    this.draw();
  }
}

function cut(text: string, bytes: number | null): string {
  return bytes === null ? text : Buffer.from(text).subarray(0, bytes).toString('utf8');
}
