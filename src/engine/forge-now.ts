import type { Ledger } from '../domain/ledger.ts';
import type { Forge } from '../ports/forge.ts';
import type { Parts } from './parts.ts';

/** Where pull requests live: what the config says, unless a human chose to have them here. */
export function forgeNow({ forge, spareForge = null }: Parts, { forgeChoice }: Ledger): Forge {
  return forgeChoice === 'local' && spareForge !== null ? spareForge : forge;
}
