/** What a person or a terminal sent: a pasted text in one piece, typed text, or a named key. */
export type Input =
  | { readonly type: 'paste'; readonly text: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'key'; readonly key: Key };

export type Key =
  | 'enter'
  | 'newline'
  | 'escape'
  | 'backspace'
  | 'delete'
  | 'left'
  | 'right'
  | 'home'
  | 'end'
  | 'clear'
  | 'interrupt';

const PASTE_START = '\u001b[200~';
const PASTE_END = '\u001b[201~';

const CONTROL_KEYS: ReadonlyMap<string, Key> = new Map([
  ['\r', 'enter'],
  ['\n', 'newline'],
  ['\u0003', 'interrupt'],
  ['\u0015', 'clear'],
  ['\u007f', 'backspace'],
  ['\b', 'backspace'],
  ['\u0001', 'home'],
  ['\u0005', 'end'],
]);

const SEQUENCE_KEYS: ReadonlyMap<string, Key> = new Map([
  ['\u001b[C', 'right'],
  ['\u001b[D', 'left'],
  ['\u001b[H', 'home'],
  ['\u001b[F', 'end'],
  ['\u001b[1~', 'home'],
  ['\u001b[4~', 'end'],
  ['\u001b[3~', 'delete'],
  ['\u001bOC', 'right'],
  ['\u001bOD', 'left'],
]);

const SEQUENCE = /^\u001b(?:\[[0-9;?]*[ -/]*[@-~]|O[@-~])/;
const BEGUN_SEQUENCE = /^\u001b(?:\[[0-9;?]*[ -/]*|O)?$/;
const PLAIN = /^[^\p{Cc}]+/u;

/**
 * Cuts the stream of a terminal in raw mode into inputs. Sequences may be torn anywhere between two chunks; a lone Esc is told from
 * a begun sequence by time only, so the caller calls `flush` when nothing followed for a moment.
 */
export interface KeyReader {
  feed(chunk: string): readonly Input[];
  /** Whether something waits for its rest. */
  readonly pending: boolean;
  flush(): readonly Input[];
}

export function keyReader(): KeyReader {
  let rest = '';
  // Chunks of an open paste; null outside of one.
  let pasted: string[] | null = null;

  function feed(chunk: string): readonly Input[] {
    const inputs: Input[] = [];
    rest += chunk;
    while (rest !== '') {
      const before = rest.length;
      if (pasted === null) readOne(inputs);
      else readPaste(pasted, inputs);
      if (rest.length === before) break;
    }
    return inputs;
  }

  function readPaste(parts: string[], inputs: Input[]): void {
    const end = rest.indexOf(PASTE_END);
    if (end >= 0) {
      parts.push(rest.slice(0, end));
      rest = rest.slice(end + PASTE_END.length);
      pasted = null;
      inputs.push({ type: 'paste', text: parts.join('') });
      return;
    }
    // The end mark may be torn: its possible beginning stays.
    const sure = Math.max(0, rest.length - PASTE_END.length + 1);
    parts.push(rest.slice(0, sure));
    rest = rest.slice(sure);
  }

  function readOne(inputs: Input[]): void {
    if (rest.startsWith(PASTE_START)) {
      rest = rest.slice(PASTE_START.length);
      pasted = [];
      return;
    }
    if (BEGUN_SEQUENCE.test(rest)) return;
    const [plain] = PLAIN.exec(rest) ?? [];
    const [sequence] = SEQUENCE.exec(rest) ?? [];
    const taken = plain ?? sequence ?? rest.slice(0, 1);
    rest = rest.slice(taken.length);
    if (plain === undefined) inputs.push(...keyInput(taken));
    else inputs.push({ type: 'text', text: plain });
  }

  return {
    feed,
    get pending() {
      return pasted === null && rest !== '';
    },
    flush() {
      if (pasted !== null || rest === '') return [];
      const alone = rest === '\u001b';
      rest = '';
      return alone ? [{ type: 'key', key: 'escape' }] : [];
    },
  };
}

/** Sequences and control characters that mean nothing here are dropped. A tab is text. */
function keyInput(taken: string): readonly Input[] {
  if (taken === '\t') return [{ type: 'text', text: taken }];
  if (taken === '\u001b') return [{ type: 'key', key: 'escape' }];
  const key = SEQUENCE_KEYS.get(taken) ?? CONTROL_KEYS.get(taken);
  return key === undefined ? [] : [{ type: 'key', key }];
}
