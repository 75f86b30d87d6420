import type { GoodVersion } from './program.ts';

/** What is found out about programs of agents, by their paths. */
export type ProgramFact =
  /** A text arrived and its turn ended well, with this version. */
  | { readonly type: 'program.proved'; readonly program: string; readonly version: string }
  /** Another project found that out. */
  | { readonly type: 'program.told'; readonly program: string; readonly good: GoodVersion }
  | {
      readonly type: 'program.tried';
      readonly program: string;
      readonly version: string;
      readonly ok: boolean;
      readonly says: string;
      readonly screen: readonly string[];
    }
  /** A human wants this version used all the same. */
  | { readonly type: 'program.allowed'; readonly program: string; readonly version: string }
  /** A human wants to wait before it is tried again. */
  | { readonly type: 'program.waits'; readonly program: string; readonly until: number };
