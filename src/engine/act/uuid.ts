import { Fault } from '../../domain/fault.ts';
import type { Clock } from '../../ports/clock.ts';

const UUID_DIGITS = 32;

/** A UUID of version 4. */
export function uuidOf(clock: Clock): string {
  const hex = clock.randomHex(UUID_DIGITS);
  const parts = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/.exec(hex);
  if (parts === null) {
    throw new Fault({ code: 'bug', what: 'make a UUID', on: hex, because: `it needs ${UUID_DIGITS} digits` });
  }
  const [, first = '', second = '', third = '', fourth = '', last = ''] = parts;
  return `${first}-${second}-4${third}-a${fourth}-${last}`;
}
