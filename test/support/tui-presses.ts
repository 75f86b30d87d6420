import { expect } from 'vitest';
import type { TuiTerminal } from './tui-terminal.ts';
import { until } from './until.ts';

/** A key, and what a person sees of what it does. */
export interface Press {
  /** Key names of tmux, one after the other. */
  readonly keys: readonly string[];
  /** Bytes as a terminal sends them, instead of keys. */
  readonly bytes?: string;
  /** Where it is pressed; default: where the others are. */
  readonly at?: () => Promise<void>;
  /** Must not be so before. */
  readonly sees: string | RegExp | ((after: string, before: string) => boolean);
  /** What else is so by then, and the way back. */
  readonly afterwards?: () => Promise<void> | void;
}

/** By the name that the help has for them. */
export type Presses = Readonly<Record<string, readonly Press[]>>;

/** Keys that do the same. */
export function each(keys: readonly string[], press: Omit<Press, 'keys'>): readonly Press[] {
  return keys.map((key) => ({ keys: [key], ...press }));
}

/** Presses each of them where `open` leads to. */
export async function expectKeys(
  terminal: TuiTerminal,
  open: () => Promise<void>,
  presses: Presses,
): Promise<void> {
  for (const [name, ways] of Object.entries(presses))
    for (const way of ways) {
      await (way.at ?? open)();
      await pressed(terminal, name, way);
    }
}

async function pressed(
  terminal: TuiTerminal,
  name: string,
  { keys, bytes, sees, afterwards }: Press,
): Promise<void> {
  const before = terminal.screen();
  const isSeen = (): boolean => {
    const after = terminal.screen();
    if (typeof sees === 'function') return sees(after, before);
    return typeof sees === 'string' ? after.includes(sees) : sees.test(after);
  };
  const what = `${name} (${keys.join(' ')}): ${String(sees)}`;
  expect(isSeen(), `so before it was pressed: ${what}\n${before}`).toBe(false);
  if (keys.length > 0) terminal.keys(...keys);
  if (bytes !== undefined) terminal.send(bytes);
  try {
    await until(isSeen, { what });
  } catch (error) {
    throw new Error(`${String(error)}\n${terminal.screen()}\nbefore:\n${before}`, { cause: error });
  }
  await afterwards?.();
}

/** The keys that a page of help names, as it stands on the screen: whole, if the terminal is as long as the page. */
export function keysNamed(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const name = /^[> ] {3}(\S.{15})\S/.exec(line)?.[1]?.trim();
    return name === undefined ? [] : [name];
  });
}
