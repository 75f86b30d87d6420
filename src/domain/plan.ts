import type { Batch, FinishedWork } from './batch.ts';
import type { BegunOn } from './begun-on.ts';
import type { DeliveryKind } from './delivery.ts';
import type { Evidence } from './evidence.ts';
import type { Fact } from './facts.ts';
import type { DeliveryId, Sha, TaskId, WorkerName } from './names.ts';

/** What `decide` returns: data that can be printed, compared, tested and refused. */
export interface Plan {
  /** Transitions that need no effect: journaled and folded at once, in order. */
  readonly notes: readonly Note[];
  /** Effects, most urgent first; each goes to its lane if that is free, and is forgotten otherwise. */
  readonly actions: readonly Action[];
  /** Epoch milliseconds at which to look again although nothing happened; null: nothing waits for the clock. */
  readonly wakeAt: number | null;
}

export interface Note {
  readonly rule: string;
  /** For a person, one line: shown in the decision log and by `why`. */
  readonly why: string;
  readonly evidence: readonly Evidence[];
  readonly facts: readonly Fact[];
}

/** One effect at a time per lane; a lane has no backlog. */
export type Lane =
  | `keys:${string}`
  | `tree:${string}`
  | `canary:${string}`
  | 'repo-admin'
  | `gate:${number}`
  | `review:${number}`
  | 'integrate'
  | 'forge'
  | 'fetch'
  | 'home';

interface Planned {
  readonly lane: Lane;
  readonly rule: string;
  readonly why: string;
  readonly evidence: readonly Evidence[];
}

/** Everything Czar can do to the world. */
export type Action =
  | (Planned & { readonly kind: 'prepare-worktree'; readonly worker: WorkerName })
  | (Planned & {
      readonly kind: 'begin-attempt';
      readonly worker: WorkerName;
      readonly task: TaskId;
      readonly attempt: number;
      readonly branch: string;
      readonly branchNumber: number /** Null: the branch's own tip (a retry on the same branch). */;
      readonly from: Sha | null;
      readonly previous: { readonly task: TaskId; readonly attempt: number } | null;
      /** Finished work that is not merged, and that it begins on; not there: none. */
      readonly on?: readonly BegunOn[];
    })
  | (Planned & {
      readonly kind: 'return-to-branch';
      readonly worker: WorkerName;
      readonly task: TaskId;
      readonly attempt: number;
      readonly branch: string;
      readonly previous: { readonly task: TaskId; readonly attempt: number } | null;
    })
  | (Planned & {
      readonly kind: 'save-work';
      readonly worker: WorkerName;
      readonly task: TaskId;
      readonly attempt: number;
      /** It is left in the worktree too: the same attempt goes on there. */
      readonly stays?: true;
    })
  | (Planned & {
      readonly kind: 'start-session';
      readonly worker: WorkerName;
      readonly generation: number;
      readonly previous: number | null;
    })
  | (Planned & { readonly kind: 'end-session'; readonly worker: WorkerName; readonly generation: number })
  /** Ends what a session that ended by itself has left running in sessions of its own. */
  | (Planned & { readonly kind: 'end-daemons'; readonly worker: WorkerName; readonly generation: number })
  /** Starts another version of an agent's program in a session of its own, before it is started for workers. */
  | (Planned & {
      readonly kind: 'try-program';
      readonly agent: string;
      /** Its path. */
      readonly program: string;
      readonly version: string;
      /** Number of the trial. */
      readonly trial: number;
    })
  /** Looks at the screen of an agent that says nothing before its first text, or that asks something. */
  | (Planned & { readonly kind: 'look'; readonly worker: WorkerName; readonly generation: number })
  /** Types a choice into the very dialog that it was made for, while that is open. */
  | (Planned & {
      readonly kind: 'answer-dialog';
      readonly worker: WorkerName;
      readonly generation: number;
      /** Id of the dialog. */
      readonly dialog: string;
      /** Place among its choices, from 0 on. */
      readonly choice: number;
      readonly by: 'human' | 'czar';
    })
  /** Stops the turn that the agent spends on a task which is not its own any more (null: on anything). */
  | (Planned & {
      readonly kind: 'interrupt';
      readonly worker: WorkerName;
      readonly generation: number;
      readonly task: TaskId | null;
    })
  | (Planned & {
      readonly kind: 'deliver';
      readonly worker: WorkerName;
      readonly generation: number;
      readonly task: TaskId | null;
      readonly attempt: number | null;
      readonly as: DeliveryKind;
      readonly item: string | null;
      readonly delivery: DeliveryId;
    })
  /** Finds out what became of a delivery whose sender died. Types at most an Enter, and only while the composer provably holds the text. */
  | (Planned & {
      readonly kind: 'settle-delivery';
      readonly worker: WorkerName;
      readonly generation: number;
      readonly delivery: DeliveryId;
    })
  /** Takes the files of texts that were too long to be typed out of a worktree, but for those of these deliveries. */
  | (Planned & {
      readonly kind: 'drop-texts';
      readonly worker: WorkerName;
      readonly keep: readonly DeliveryId[];
    })
  | (Planned & {
      readonly kind: 'follow-branch';
      readonly worker: WorkerName;
      readonly task: TaskId;
      readonly branch: string;
      readonly from: Sha;
      readonly to: Sha;
    })
  /** Stands a worktree that nobody uses on its commit and on no branch, because its branch is merged and to be removed. */
  | (Planned & { readonly kind: 'leave-branch'; readonly worker: WorkerName; readonly task: TaskId })
  | (Planned & { readonly kind: 'remove-worktree'; readonly worker: WorkerName })
  | (Planned & { readonly kind: 'restore-worktree'; readonly worker: WorkerName })
  | (Planned & { readonly kind: 'remove-branch'; readonly task: TaskId; readonly attempt: number })
  | (Planned & { readonly kind: 'remove-remote-branch'; readonly task: TaskId; readonly attempt: number })
  /** Lets go of what was kept of a cancelled task's merges; its branch stays. */
  | (Planned & { readonly kind: 'drop-merges'; readonly task: TaskId; readonly attempt: number })
  | (Planned & { readonly kind: 'restore-branch'; readonly task: TaskId; readonly trash: string })
  /** Lets go for good of what was removed long ago. */
  | (Planned & { readonly kind: 'empty-trash'; readonly task: TaskId; readonly trash: string })
  | (Planned & {
      readonly kind: 'open-pr';
      readonly task: TaskId;
      readonly attempt: number;
      readonly head: Sha;
    })
  | (Planned & {
      readonly kind: 'update-pr';
      readonly task: TaskId;
      readonly number: number;
      readonly head: Sha;
    })
  | (Planned & {
      readonly kind: 'close-pr';
      readonly task: TaskId;
      readonly number: number;
      readonly comment: string;
    })
  | (Planned & {
      readonly kind: 'gate';
      readonly lane: `gate:${number}`;
      readonly task: TaskId;
      readonly attempt: number;
      readonly head: Sha;
      readonly tip: Sha;
      /** Merged on top of it in this order, and tested together with it. */
      readonly with?: readonly FinishedWork[];
    })
  /** Has the change of a judged head read. */
  | (Planned & {
      readonly kind: 'review';
      readonly lane: `review:${number}`;
      readonly task: TaskId;
      readonly attempt: number;
      readonly head: Sha;
    })
  /** Tells the forge what came of that. */
  | (Planned & {
      readonly kind: 'post-review';
      readonly task: TaskId;
      readonly number: number;
      readonly head: Sha;
    })
  | (Planned & {
      readonly kind: 'merge';
      readonly task: TaskId;
      readonly attempt: number;
      readonly head: Sha;
      readonly tip: Sha;
      readonly merge: Sha;
      readonly number: number;
      /** All that comes with `merge`, this task among it, if that is more than this task. */
      readonly batch?: Batch;
    })
  /** Takes merged work out of the integration branch by a revert of its merge, through the checks. */
  | (Planned & {
      readonly kind: 'drop';
      readonly task: TaskId;
      readonly merge: Sha;
      readonly tip: Sha;
    })
  /** Keeps in the user's home which list of commands was accepted (its hash). */
  | (Planned & { readonly kind: 'accept-commands'; readonly hash: string })
  /** Brings in what somebody merged at the forge. */
  | (Planned & {
      readonly kind: 'take-in';
      readonly task: TaskId;
      readonly number: number;
      /** The head that was merged there. */
      readonly mergedHead: Sha;
      readonly merge: Sha;
    })
  /** Moves the branch of finished work on to what somebody pushed on top of it at the forge. */
  | (Planned & {
      readonly kind: 'take-head';
      readonly task: TaskId;
      readonly attempt: number;
      readonly number: number;
      /** The head that was judged. */
      readonly head: Sha;
      /** In whose worktree the branch is; not there: in nobody's. */
      readonly worker?: WorkerName;
    })
  | (Planned & { readonly kind: 'look-at-forge' })
  | (Planned & { readonly kind: 'fetch-base' })
  | (Planned & { readonly kind: 'follow-base'; readonly tip: Sha; readonly base: Sha })
  | (Planned & { readonly kind: 'open-integration'; readonly base: Sha })
  | (Planned & {
      readonly kind: 'describe-omnibus';
      readonly tip: Sha;
      readonly draft: boolean;
      readonly number: number | null;
    })
  /** Has the parent issue of a round say what is so, or closes it. */
  | (Planned & { readonly kind: 'keep-issue'; readonly round: number; readonly isOver: boolean })
  | (Planned & {
      readonly kind: 'merge-omnibus';
      readonly tip: Sha;
      readonly base: Sha;
      /** The tested merge of both, where the integration branch itself cannot hold the base. */
      readonly joined?: Sha;
      readonly number: number;
    });

export type ActionKind = Action['kind'];
export type ActionOf<K extends ActionKind> = Extract<Action, { kind: K }>;

/**
 * What an action's failures are counted under: the same effect on the same thing in the same attempt and generation. The key of
 * one try is this and the try's number.
 */
export function failureKey(action: Action): string {
  const fields = new Map<string, unknown>(Object.entries(action));
  const named = KEY_FIELDS.flatMap((field) => {
    const value = fields.get(field) ?? null;
    return value === null ? [] : [`${field}=${JSON.stringify(value).replaceAll('"', '').slice(0, 44)}`];
  });
  return [action.kind, ...named].join(' ');
}

const KEY_FIELDS = [
  'worker',
  'agent',
  'task',
  'attempt',
  'generation',
  'as',
  'item',
  'head',
  'tip',
  'base',
] as const;
