import type { FoldPart } from './fold-part.ts';

const KEPT_DEATHS = 50;

export const foldServer: FoldPart<'server.died' | 'server.trusted'> = {
  'server.died': (ledger, { pid }, at) => {
    ledger.serverDeaths = [...ledger.serverDeaths, { pid, at }].slice(-KEPT_DEATHS);
  },
  'server.trusted': (ledger) => {
    ledger.serverDeaths = [];
  },
};
