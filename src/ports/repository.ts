import type { CommitView, HeadView } from '../domain/commit.ts';
import type { Sha, TaskId, WorkerName } from '../domain/names.ts';
import type { AddedText, Patch } from '../domain/patch.ts';
import type { SetupPolicy } from '../domain/policy.ts';
import type { CheckResult } from '../domain/pull-request.ts';
import type { Seen } from '../domain/seen.ts';
import type { Fetched, Published, PushBranch, Pushed } from './remote.ts';
import type { RanAt, RunAt } from './run-at.ts';
import type { Leash } from './tether.ts';
import type { Trash } from './trash.ts';

/** The git repository of a project. Errors of all parts: Fault `git-failed`, `git-refused`, `worktree-broken`, `deadline`. */
export interface Repository {
  readonly history: History;
  readonly worktrees: Worktrees;
  readonly merges: Merges;
  readonly forecast: Forecast;
  readonly trash: Trash;
}

/** Looking. Spawns nothing in `head` and `tip` (files of the git dir); one git process in the others. */
export interface History {
  /** Where a worktree stands. */
  head(worktree: WorktreePlace): Promise<Seen<HeadView>>;
  /** Tip of a local branch or full ref name; null when there is none. */
  tip(ref: string): Promise<Seen<Sha | null>>;
  /** Tip of the base: of the remote-tracking branch when there is a remote, else of the local branch. */
  baseTip(base: string): Promise<Seen<Sha | null>>;
  /** First-parent commits of `after..tip`, oldest first; all up to the merge-base when `after` is no ancestor (`rewound`). */
  enumerate(range: {
    readonly after: Sha;
    readonly start: Sha;
    readonly tip: Sha;
    readonly limit: number;
  }): Promise<Enumeration>;
  isAncestor(ancestor: Sha, descendant: Sha): Promise<boolean>;
  /** Commits that carry Czar's trailers, on the first-parent path of `tip` down to `base`, without those that were taken out again. */
  merged(range: { readonly base: Sha; readonly tip: Sha }): Promise<readonly TrailedMerge[]>;
  /** Local branches below `prefix` with their tips. */
  branches(prefix: string): Promise<ReadonlyMap<string, Sha>>;
  /** Paths changed between two commits, with counts; for people and texts. */
  changes(from: Sha, to: Sha): Promise<Changes>;
  diff(from: Sha, to: Sha): Promise<string>;
  /** The same for whoever judges it: file by file, and whatever attributes say of them. `sinceFork`: since the two parted. */
  patch(range: { readonly from: Sha; readonly to: Sha; readonly sinceFork: boolean }): Promise<Patch>;
  /** What each commit that `to` has and `from` has not adds by itself, merges left out. Null: more than can be looked at. */
  addedIn(range: {
    readonly from: Sha;
    readonly to: Sha;
    readonly limit: number;
  }): Promise<readonly AddedText[] | null>;
  /** Whole messages on the first-parent path of `from..to`, oldest first, merges left out; the newest when there are more. */
  messages(range: {
    readonly from: Sha;
    readonly to: Sha;
    readonly limit: number;
  }): Promise<readonly string[]>;
  /** Calls back after a commit, checkout or reset in a watched worktree, or a change of a watched ref. Only a hint. */
  watch(places: readonly WorktreePlace[], refs: readonly string[]): Promise<void>;
  onHint(listener: () => void): void;
  close(): Promise<void>;
}

export interface WorktreePlace {
  readonly path: string;
  readonly gitDir: string;
}

export interface Enumeration {
  readonly commits: readonly CommitView[];
  readonly rewound: boolean;
  /** Where counting starts now: `start`, or the merge-base after a rewind. */
  readonly start: Sha;
}

export interface TrailedMerge {
  readonly sha: Sha;
  readonly task: TaskId;
  readonly attempt: number;
  readonly head: Sha;
  readonly pullRequest: number | null;
  readonly at: number;
}

export interface Changes {
  readonly files: readonly string[];
  readonly added: number;
  readonly removed: number;
}

/** The workers' private checkouts. Whatever changes something is held by a leash. */
export interface Worktrees {
  /** Finds, repairs or creates the worker's worktree (detached at `at` when new) and sets it up when its setup hash differs. */
  prepare(request: PrepareWorktree): Promise<PreparedWorktree>;
  /** Whether a setup at the worktree's commit would be the one that ran here last, and all that that one made is there. */
  isSetUp(worktree: WorktreePlace, ran: RanSetup): Promise<boolean>;
  /** Creates the branch at `from` if it does not exist (compare and swap) and checks it out. Refuses while work is uncommitted. */
  switchTo(
    worktree: WorktreePlace,
    branch: { readonly name: string; readonly from: Sha | null },
    leash: Leash,
  ): Promise<{ readonly tip: Sha }>;
  /** Stands the worktree on its commit and on no branch, so that another one can have the branch. Refuses while work is uncommitted. */
  leaveBranch(worktree: WorktreePlace, leash: Leash): Promise<void>;
  /** Moves a branch forward from `from` to its descendant `to`, also when it is checked out in `worktree`. */
  fastForward(
    worktree: WorktreePlace,
    move: { readonly branch: string; readonly from: Sha; readonly to: Sha },
    leash: Leash,
  ): Promise<void>;
  /**
   * Puts everything that `git status` shows under `ref/<n>`, proves that it is all there, and cleans. One with the same files on the
   * same commit that is there already is enough. Commits on no branch, kept by nothing, are put there too. Null: nothing to save.
   */
  save(worktree: WorktreePlace, ref: string, leash: Leash): Promise<SavedWork | null>;
  /** The same, and leaves everything in the worktree as it is. */
  copy(worktree: WorktreePlace, ref: string, leash: Leash): Promise<SavedWork | null>;
  /**
   * Writes what `save` kept under this ref into a clean worktree that stands on the commit on which it was saved: as uncommitted as
   * it was, nothing of it staged. Errors: Fault `git-refused`, with nothing changed, for any other worktree.
   */
  bringBack(worktree: WorktreePlace, ref: string, leash: Leash): Promise<void>;
  /** A text that is equal for equal content: the commit it stands on, and what is changed or new. One git process. */
  state(worktree: WorktreePlace): Promise<string>;
  /** How many files `git status` shows: new, changed or deleted, staged or not. Neither ignored ones nor what its setup made. */
  uncommitted(worktree: WorktreePlace): Promise<number>;
  /**
   * Puts a text where an agent in this worktree can read it and git does not see it, and reads it back. Gives its absolute path.
   * Errors: Fault `file-unwritable`.
   */
  leaveText(
    worktree: WorktreePlace,
    text: { readonly name: string; readonly content: string },
  ): Promise<string>;
  /** Takes all such texts away but those of these names. Errors: Fault `file-unwritable`. */
  keepTexts(worktree: WorktreePlace, names: readonly string[]): Promise<void>;
  list(): Promise<readonly ListedWorktree[]>;
  /** Whether its folder or its git dir is provably not there. Looks at files only. */
  isGone(worktree: WorktreePlace): Promise<boolean>;
  /** Removes a worktree only when nothing in it is unsaved; says why not otherwise. */
  remove(path: string, leash: Leash): Promise<{ readonly removed: boolean; readonly because: string }>;
}

export interface RanSetup {
  readonly setup: SetupPolicy;
  /** Hash of the setup that ran here last; null: never. */
  readonly setupHash: string | null;
}

export interface PrepareWorktree extends RanSetup, Leash {
  readonly worker: WorkerName;
  readonly path: string;
  readonly at: Sha;
}

export interface PreparedWorktree extends WorktreePlace {
  readonly branch: string | null;
  readonly setupHash: string | null;
  /** What had to be done, for people: "created", "repaired: …". */
  readonly did: string;
}

export interface SavedWork {
  readonly ref: string;
  readonly sha: Sha;
  readonly files: number;
}

export interface ListedWorktree {
  readonly path: string;
  readonly branch: string | null;
  readonly head: Sha | null;
  /** How many of its files are changed or untracked; null: git cannot tell. */
  readonly uncommitted: number | null;
  readonly bytes: number | null;
}

/** Merging without a checkout, and testing what was merged. Whatever changes something is held by a leash. */
export interface Merges {
  /** The merge of `head` into `tip` as a commit object with these trailers, kept from collection by a ref; touches no branch. */
  compute(request: ComputeMerge, leash: Leash): Promise<MergeResult>;
  /**
   * What takes the changes of `merge` out of `tip`, against its first parent, as a commit on top of `tip`; kept as `compute` keeps
   * its result, touches no branch.
   */
  revert(
    request: { readonly tip: Sha; readonly merge: Sha; readonly message: string; readonly keepAs: string },
    leash: Leash,
  ): Promise<MergeResult>;
  /** Runs the checks at exactly `commit` in a warm, private worktree. */
  test(request: TestMerge): Promise<readonly CheckResult[]>;
  /** Runs a program of a human's in such a worktree, with what checks have in their environment and `env`. Errors: Fault `command-failed`. */
  run(request: RunAt): Promise<RanAt>;
  /**
   * Moves a branch from `from` to `to`; says `moved-elsewhere` when it was not at `from`. `from` null: it must not exist. What
   * `compute` kept and `to` contains is kept by the branch from then on: its refs go.
   */
  advance(
    branch: string,
    move: { readonly from: Sha | null; readonly to: Sha },
    leash: Leash,
  ): Promise<'advanced' | 'already' | 'moved-elsewhere'>;
  /**
   * Lets go of what `compute` kept under these names where there is nothing in it but the merge of commits that `head` or `into`
   * holds. Done as well when there is nothing under them.
   */
  dropKept(
    request: { readonly names: readonly string[]; readonly head: Sha; readonly into: Sha },
    leash: Leash,
  ): Promise<void>;
  /** Takes the omnibus to the base: pushed with a lease when there is a remote, else the local branch. */
  publish(
    request: { readonly base: string; readonly from: Sha; readonly to: Sha },
    leash: Leash,
  ): Promise<Published>;
  /** Puts a branch to the remote as it was when the repository was opened, with a lease on where it is there now. */
  push(request: PushBranch, leash: Leash): Promise<Pushed>;
  /** Deletes a branch at the remote that is where Czar put it and whose work is in `into` as `Trash.proofIn` says, with a lease. Done as well when it is gone. */
  dropRemote(
    request: { readonly branch: string; readonly ours: readonly Sha[]; readonly into: Sha },
    leash: Leash,
  ): Promise<Pushed>;
  /** Where the remote has these branches now; those that it does not have are left out. Changes nothing. */
  remoteTips(branches: readonly string[]): Promise<ReadonlyMap<string, Sha>>;
  /** Name of the remote that the base is taken from and to, as it was when the repository was opened; null: there is none. */
  readonly remote: string | null;
  /**
   * Fetches the base from the remote and nothing else: `History.baseTip` says it from then on. Asks nobody anything. Of the
   * integration branch, and that of a task, it says where the remote has it, and moves nothing here.
   */
  fetchBase(base: string, leash: Leash): Promise<Fetched>;
  /** A commit with the tree of `tip` and the parents `base` and `tip`. */
  seal(
    request: { readonly base: Sha; readonly tip: Sha; readonly message: string },
    leash: Leash,
  ): Promise<Sha>;
}

/**
 * What would become of work under way if it were merged as it is. Writes only where nobody else looks; neither a worktree nor its
 * index, no ref, and no object that the repository keeps.
 */
export interface Forecast {
  look(worktree: WorktreePlace): Promise<LookedAt>;
  /**
   * Tries merges of commits and of what `look` last told of each worktree. In the order of `pairs`: the files that conflict, none
   * when they merge; unknown where git cannot say. Attributes are those of `rules`.
   */
  tryMerges(pairs: readonly (readonly [Sha, Sha])[], rules: Sha): Promise<readonly Seen<readonly string[]>[]>;
}

export interface LookedAt {
  /**
   * A commit of the worktree as it is now: its head when nothing is uncommitted, always the same for the same work, without what is
   * ignored, what its setup made, and very large files. Unknown also when its files change meanwhile.
   */
  readonly work: Seen<Sha>;
  /** As `Worktrees.uncommitted` counts them. */
  readonly uncommitted: number;
}

export interface ComputeMerge {
  readonly tip: Sha;
  readonly head: Sha;
  readonly message: string;
  /** A commit that has both is wanted also where `head` brings nothing that `tip` does not have. */
  readonly evenIfSame?: true;
  /** Name under which the result is kept. */
  readonly keepAs: string;
}

export type MergeResult =
  | { readonly result: 'merge'; readonly commit: Sha }
  | { readonly result: 'no-change' }
  | { readonly result: 'conflict'; readonly files: readonly string[] };

export interface TestMerge extends Leash {
  readonly commit: Sha;
  readonly checks: readonly { readonly name: string; readonly run: string; readonly timeoutMs: number }[];
  /** What one check may hold in memory, with all that it starts, in bytes; null or not there: as much as there is. */
  readonly memoryBytes?: number | null;
  readonly setup: SetupPolicy;
}
