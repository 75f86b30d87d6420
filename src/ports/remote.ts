import type { Sha } from '../domain/names.ts';

export type Published =
  | { readonly published: true; readonly where: string }
  | {
      readonly published: false;
      /** The base is not where it was seen any more: look again, and try with that. */
      readonly moved: boolean;
      readonly because: string;
      readonly help: string;
    };

export interface PushBranch {
  readonly branch: string;
  readonly to: Sha;
  /** Tips that Czar put there, or began to: they are written over. */
  readonly ours: readonly Sha[];
  /** Whatever is there has to be kept by `to` instead, whosever it is. */
  readonly keeps: boolean;
}

/** `pushed` false: somebody else's commits are there, or the remote does not want it. */
export type Pushed =
  | { readonly pushed: true }
  | {
      readonly pushed: false;
      /** `protection`: only the forge itself may move it there. `others`: commits of somebody else are there. */
      readonly by?: 'protection' | 'others';
      readonly because: string;
      readonly help: string;
    };

/** `fetched` false: where the base is now is unknown; a machine that is offline is nothing unusual. */
export type Fetched =
  | { readonly fetched: true; readonly tip: Sha }
  | { readonly fetched: false; readonly because: string };
