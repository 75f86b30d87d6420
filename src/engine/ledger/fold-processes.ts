import type { OpenEffect } from '../../domain/ledger.ts';
import type { FoldPart } from './fold-part.ts';
import type { MutableLedger } from './state.ts';

export const foldProcesses: FoldPart<'process.stays' | 'process.over'> = {
  'process.stays': (ledger, { key, says }) => changeOpen(ledger, key, { stays: says }),
  'process.over': (ledger, { key }) => changeOpen(ledger, key, { stays: null, processes: [] }),
};

function changeOpen(ledger: MutableLedger, key: string, change: Partial<OpenEffect>): void {
  const effect = ledger.open.get(key);
  if (effect !== undefined) ledger.open.set(key, { ...effect, ...change });
}
