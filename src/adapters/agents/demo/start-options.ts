import { parseDurationMs } from '../../../domain/units.ts';

/** How the agent behaves before any task is known, from `$CZAR_DEMO`; times in milliseconds. */
export interface StartOptions {
  readonly slowStartMs: number;
  readonly trustDialog: boolean;
  /** Null: it does not crash. */
  readonly crashAfterMs: number | null;
  readonly events: boolean;
  readonly swallowFirstEnter: boolean;
  readonly silent: boolean;
}

const DEFAULTS: StartOptions = {
  slowStartMs: 0,
  trustDialog: false,
  crashAfterMs: null,
  events: true,
  swallowFirstEnter: false,
  silent: false,
};
const crashLoopMs = 200;

/** Reads a list as in `slow-start=3s,trust-dialog,crash-loop`; says what it does not understand. */
export function parseStartOptions(text: string): StartOptions | { readonly problem: string } {
  let options = DEFAULTS;
  for (const word of text.split(',').map((one) => one.trim())) {
    if (word === '') continue;
    const change = readOption(word);
    if (change === null) return { problem: `CZAR_DEMO: "${word}" is no option of the demo agent` };
    options = { ...options, ...change };
  }
  return options;
}

function readOption(word: string): Partial<StartOptions> | null {
  const [name = '', value] = word.split('=', 2);
  if (name === 'slow-start') return slowStart(value);
  return value === undefined ? (SWITCHES.get(name) ?? null) : null;
}

function slowStart(value: string | undefined): Partial<StartOptions> | null {
  const slowStartMs = parseDurationMs(value ?? '');
  return slowStartMs === null ? null : { slowStartMs };
}

const SWITCHES: ReadonlyMap<string, Partial<StartOptions>> = new Map([
  ['trust-dialog', { trustDialog: true }],
  ['crash-loop', { crashAfterMs: crashLoopMs }],
  ['no-events', { events: false }],
  ['swallow-first-enter', { swallowFirstEnter: true }],
  ['silent', { silent: true }],
]);
