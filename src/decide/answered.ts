import type { Fact } from '../domain/facts.ts';

/** What an answer does, or why it does nothing. `facts` do not close the question. */
export type Answered =
  | { readonly ok: true; readonly facts: readonly Fact[]; readonly says: string }
  | { readonly ok: false; readonly because: string };
