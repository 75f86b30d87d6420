import type { Ledger, OpenEffect } from '../domain/ledger.ts';

/** Effects of a dead supervisor that wait for a process which does not end. */
export function stayingOf({ open }: Ledger): readonly OpenEffect[] {
  return [...open.values()].filter(({ stays = null }) => stays !== null);
}
