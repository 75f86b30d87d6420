import type { BaseFetch } from './base-fetch.ts';
import type { Sha } from './names.ts';

export interface IntegrationState {
  readonly branch: string;
  readonly tip: Sha | null;
  /** Base commit that the integration branch contains. */
  readonly baseTip: Sha | null;
  readonly omnibus: OmnibusState | null;
  readonly rounds: number;
  /** Tasks merged into it since the last omnibus round began. */
  readonly merges: number;
  /** When it last moved; null before. */
  readonly movedAt: number | null;
  /** How long the last gate of one piece of work took. Older releases did not write it. */
  readonly gateMs?: number;
  /** The parent issue that was last told something. Not there before there was one. */
  readonly issue?: ParentIssue;
  /** At the remote only the forge itself may move it. Not there before that was found. */
  readonly isProtected?: boolean;
  /** Not there before the base was last merged in beside it. */
  readonly joined?: JoinedBase;
  /** Not there before the base was fetched for the first time. */
  readonly baseFetch?: BaseFetch;
  /** The last base that did not contain the one before it. Not there before that happened. */
  readonly rewritten?: RewrittenBase;
}

/** What the omnibus brings to the base where the integration branch cannot take the base in. */
export interface JoinedBase {
  readonly tip: Sha;
  readonly base: Sha;
  /** The tested merge of both. */
  readonly merge: Sha;
}

/** An issue at the forge that lists all tasks of a round. */
export interface ParentIssue {
  /** As `rounds` counts them. */
  readonly round: number;
  /** Null: it was over before there was one. */
  readonly number: number | null;
  readonly isOver: boolean;
  /** Of which status change and of which omnibus it speaks, and when it was written. */
  readonly tells: { readonly statusChanges: number; readonly omnibus: number | null; readonly at: number };
}

export interface RewrittenBase {
  /** Where the base is now. */
  readonly tip: Sha;
  /** What the integration branch has of the base as it was. */
  readonly held: Sha;
  /** A human wants it taken in as it is. */
  readonly accepted: boolean;
}

export interface OmnibusState {
  readonly number: number;
  readonly draft: boolean;
  /** Integration tip that the pull request's text describes. */
  readonly describes: Sha | null;
  /** Of which status change its text speaks, and when it was written. Older releases did not write it. */
  readonly tells?: { readonly statusChanges: number; readonly at: number };
  readonly merged: { readonly sha: Sha; readonly at: number } | null;
  readonly refused: string | null;
  readonly forcedReady: boolean;
  /** A human asked to merge it; until it is merged or refused. */
  readonly asked: boolean;
  /** How often the base had moved when it was to be taken there, and when last; until it is merged, refused or asked for. */
  readonly stale?: { readonly count: number; readonly at: number } | null;
  /** It was refused, and a human left it at that. */
  readonly left?: boolean;
}
