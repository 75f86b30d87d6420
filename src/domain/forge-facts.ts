import type { ForgeReport } from './forge-report.ts';
import type { RequestBudget } from './forge-watch.ts';
import type { JoinedBase } from './integration.ts';
import type { Sha, TaskId } from './names.ts';
import type { PullRequest } from './pull-request.ts';

/** Facts about pull requests, the integration branch and the base. */
export type ForgeFact =
  | { readonly type: 'pr.seen'; readonly pr: PullRequest }
  /** Somebody merged it at the forge, and what it brought is in the integration branch: that is not all of its task. */
  | { readonly type: 'pr.taken-in'; readonly number: number }
  /** Something of it is new. */
  | { readonly type: 'pr.reported'; readonly report: ForgeReport }
  /** A human wants its checks at the forge waited for anew, or not at all. */
  | { readonly type: 'checks.awaited'; readonly number: number; readonly head: Sha }
  | { readonly type: 'checks.waived'; readonly number: number; readonly head: Sha }
  /** Checks of the forge failed at this head: held against the task. */
  | { readonly type: 'checks.failed'; readonly task: TaskId; readonly head: Sha }
  /** What these reviews ask for is told to the task's worker. */
  | { readonly type: 'reviews.told'; readonly task: TaskId; readonly reviews: readonly number[] }
  /** A human wants a new one in its place. */
  | { readonly type: 'pr.given-up'; readonly task: TaskId }
  | { readonly type: 'forge.seen'; readonly news: boolean; readonly budget: RequestBudget | null }
  | { readonly type: 'forge.unreachable'; readonly because: string }
  /** There is nothing to speak to it with. */
  | { readonly type: 'forge.locked'; readonly because: string }
  /** A human says to try again, or to have pull requests here. */
  | { readonly type: 'forge.unlocked' }
  | { readonly type: 'forge.local' }
  | { readonly type: 'integration.moved'; readonly tip: Sha; readonly baseTip: Sha; readonly because: string }
  /** A push to it was refused: at the remote only the forge itself may move it. `isOver`: a push went through after all. */
  | { readonly type: 'integration.protected'; readonly isOver?: true }
  | {
      readonly type: 'omnibus.described';
      readonly number: number;
      readonly draft: boolean;
      readonly describes: Sha;
      /** The count of status changes that it speaks of. Older releases did not write it. */
      readonly statusChanges?: number;
    }
  /** The parent issue of a round says what is so, as of this count of status changes; or is closed. */
  | {
      readonly type: 'issue.kept';
      readonly round: number;
      readonly number: number | null;
      readonly isOver: boolean;
      readonly statusChanges: number;
      readonly omnibus: number | null;
    }
  /** Put to the remote; `sure` false: about to be. */
  | { readonly type: 'branch.pushed'; readonly branch: string; readonly tip: Sha; readonly sure: boolean }
  | { readonly type: 'base.fetched'; readonly tip: Sha }
  | { readonly type: 'base.unreachable'; readonly because: string }
  /** The base at `tip` does not contain `held`, which the integration branch has of it: it was rewritten, or set back. */
  | { readonly type: 'base.rewritten'; readonly tip: Sha; readonly held: Sha }
  /** A human wants it taken in as it is. */
  | { readonly type: 'base.accepted'; readonly tip: Sha }
  /** Both were merged and tested beside the integration branch, which nobody may push to. */
  | ({ readonly type: 'base.joined' } & JoinedBase)
  /** `more`: later work lies on the integration branch already. */
  | { readonly type: 'omnibus.merged'; readonly sha: Sha; readonly more?: true }
  /** The base was elsewhere when the omnibus was to be taken there. */
  | { readonly type: 'omnibus.stale'; readonly because: string }
  | { readonly type: 'omnibus.refused'; readonly because: string }
  | { readonly type: 'omnibus.forced' }
  /** A human wants it merged, whatever `merge.omnibus` says. */
  | { readonly type: 'omnibus.asked' }
  /** A human leaves a refused one as it is. */
  | { readonly type: 'omnibus.left' }
  /** It was closed, and a human wants a new one. */
  | { readonly type: 'omnibus.given-up' }
  | { readonly type: 'omnibus.round' };
