import type { FactOf, FactType } from '../../domain/facts.ts';
import type { MutableLedger } from './state.ts';

/** How each kind of fact changes the ledger. Tolerant: a fact about something unknown changes nothing. */
export type FoldPart<T extends FactType> = {
  [K in T]: (ledger: MutableLedger, fact: FactOf<K>, at: number) => void;
};
