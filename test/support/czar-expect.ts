import { expect } from 'vitest';
import type { Ran } from './czar.ts';

/** What a run came to: its exit code, and what its output and its complaints hold. Never a stack. */
export function expectRan(
  ran: Ran,
  wanted: { readonly code: number; readonly out?: string | RegExp; readonly err?: string | RegExp },
): void {
  const said = ran.code === wanted.code ? '' : ran.out + ran.err;
  expect({ code: ran.code, said }).toEqual({ code: wanted.code, said: '' });
  if (wanted.out !== undefined) expect(ran.out).toMatch(wanted.out);
  if (wanted.err !== undefined) expect(ran.err).toMatch(wanted.err);
  expect(ran.err).not.toMatch(/\n\s+at .*:\d+:\d+|a bug in czar/);
}
