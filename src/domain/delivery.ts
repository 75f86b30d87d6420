import type { DeliveryId, TaskId, WorkerName } from './names.ts';

/**
 * What a text is for. `opening`: a task's first text; `continuation`: the full text again for an agent that lost it;
 * `wrap-up`: to commit what there is, because a limit is reached; `resume`: a short line for one that kept it; `go-on`: the same after a turn that a limit or an error cut short; `notice`: any short message (nudge, branch hint, text changed).
 */
export type DeliveryKind =
  | 'opening'
  | 'continuation'
  | 'resume'
  | 'go-on'
  | 'wrap-up'
  | 'rework'
  | 'answer'
  | 'text'
  | 'remind'
  | 'help'
  | 'marker'
  | 'branch'
  | 'notice';

/** Where a text got to (docs/delivery.md). */
export type Verdict = 'confirmed' | 'queued' | 'unverified' | 'refused';

/** A text that is too long for one paste, as a file: its bytes, and the SHA-256 of all of them. */
export interface TextFile {
  /** Absolute. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface Delivery {
  readonly id: DeliveryId;
  readonly worker: WorkerName;
  readonly generation: number;
  readonly task: TaskId | null;
  readonly attempt: number | null;
  readonly kind: DeliveryKind;
  /** The work item that it tells; null: none. */
  readonly item: string | null;
  /** Hash of the task's text, when the whole of it is in the delivery. */
  readonly textHash: string | null;
  /** Of the canonical text, as it is typed. */
  readonly sha256: string;
  readonly bytes: number;
  /** Where the text lies, when what is typed only names it. Older releases did not write it. */
  readonly file?: TextFile;
  readonly at: number;
}

export interface Receipt extends Delivery {
  readonly verdict: Verdict | 'open';
  readonly verdictAt: number | null;
  /** Why it was refused, or what confirmed it. */
  readonly because: string | null;
  /** It was pasted, and waits behind a dialog. Older releases did not write it. */
  readonly held?: Held;
}

/** It is on its way, or nobody knows whether it arrived. */
export function isUnsettled({ verdict }: Pick<Receipt, 'verdict'>): boolean {
  return verdict === 'open' || verdict === 'unverified';
}

/** A text that may stand in the composer behind a dialog, where nobody can see it. */
export interface Held {
  /** When that was seen last, epoch milliseconds. */
  readonly at: number;
  readonly because: string;
  /** Enter was pressed before: it may have gone out. */
  readonly entered: boolean;
}

/**
 * Makes a text safe to paste and comparable: CRLF and CR become LF, C0 controls except TAB and LF, DEL and the C1 range go
 * (an ESC[201~ inside would end the paste and type the rest), the end is trimmed. Source: field/delivery.md, section 0.4.
 */
export function canonicalText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\t\n]/gu, '')
    .replace(/^\uFEFF+/, '')
    .trimEnd();
}
