import type { Receipt } from './delivery.ts';
import type { Evidence } from './evidence.ts';
import type { EditedFields } from './edited-fields.ts';
import type { Reason } from './reason.ts';
import type { NextStep, Snapshot } from './snapshot.ts';

/**
 * What a person asks for. Each is journaled as it is (`order.given`) before anything else happens, then decided on like
 * everything else. `id` is made by the asker, so that a repeated request is the same order.
 */
export type Order = { readonly id: string; readonly at: number } & (
  | { readonly do: 'nudge'; readonly worker: string; readonly text: string }
  | { readonly do: 'inject'; readonly worker: string; readonly text: string; readonly name: string }
  /** `was`: whose it was in the queue, which whoever gives the order changes there. */
  | {
      readonly do: 'assign';
      readonly task: string;
      readonly worker: string | null;
      readonly now: boolean;
      readonly was?: string | null;
    }
  | { readonly do: 'retry'; readonly task: string; readonly fresh: boolean }
  | { readonly do: 'cancel'; readonly task: string }
  | { readonly do: 'answer'; readonly question: string; readonly answer: string }
  | { readonly do: 'pause'; readonly workers: readonly string[] }
  | { readonly do: 'resume'; readonly workers: readonly string[] }
  | { readonly do: 'restart'; readonly worker: string }
  | { readonly do: 'merge'; readonly task: string }
  | { readonly do: 'merge-omnibus' }
  | { readonly do: 'ready-omnibus' }
  /** Takes merged work out again. `confirmed`: also when later work was built on it. */
  | { readonly do: 'drop'; readonly task: string; readonly confirmed: boolean }
  /** Takes back what an earlier order did, or puts back a removed branch. */
  | { readonly do: 'undo'; readonly what: string }
  /** Tells of an edit of the queue that a verb made, so that it can be taken back. */
  | { readonly do: 'edited'; readonly task: string; readonly from: EditedFields; readonly to: EditedFields }
);

/** Requests over the supervisor's socket. */
export type Request =
  | { readonly ask: 'order'; readonly order: Order }
  /** `refresh`: looks at everything anew and rewrites `status/` before it answers. `few`: only the tasks that `status` shows. */
  | { readonly ask: 'snapshot'; readonly refresh?: true; readonly few?: true }
  | { readonly ask: 'why'; readonly about: string }
  | { readonly ask: 'receipt' /** Id of the order or delivery. */; readonly of: string }
  | { readonly ask: 'stop'; readonly sessions: 'leave' | 'end' | 'end-now' };

/** The picture as it changes, for as long as the connection stays. `few`: as for a snapshot. */
export interface WatchRequest {
  readonly ask: 'watch';
  readonly few?: true;
}

export type Response =
  | {
      readonly ok: true;
      readonly says: string;
      readonly snapshot?: Snapshot;
      readonly why?: readonly string[];
      /** The same, each with the time that it speaks of. Older releases did not send it. */
      readonly reasons?: readonly Reason[];
      /** With `why` of a worker or a task. */
      readonly details?: Details;
      readonly receipt?: OrderReceipt;
    }
  | { readonly ok: false; readonly exit: 1 | 2 | 3 | 4; readonly says: string };

/** What is known of one worker or task, beside the reasons. */
export interface Details {
  /** What it is judged by, the weightiest first. What has expired counts no more. */
  readonly evidence: readonly Evidence[];
  /** What the clock will do, soonest first. */
  readonly next: readonly NextStep[];
  /** Of the texts that it was sent, newest first. */
  readonly receipts: readonly Receipt[];
}

export interface OrderReceipt {
  readonly state: 'waiting' | 'confirmed' | 'queued' | 'unverified' | 'refused' | 'done';
  readonly says: string;
}
