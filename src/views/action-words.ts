import type { Action } from '../domain/plan.ts';
import type { WorkerRow } from '../domain/snapshot.ts';

interface What {
  readonly kind: string;
  readonly what: string;
}

/** What Czar does to the world, for a person; what is not named here has a name that says it. */
const words: Readonly<Partial<Record<Action['kind'], string>>> = {
  'prepare-worktree': 'make worktree',
  'begin-attempt': 'begin attempt',
  'return-to-branch': 'back to branch',
  'save-work': 'save files',
  'start-session': 'start session',
  'end-session': 'end session',
  'end-daemons': 'end what is left',
  'try-program': 'try program',
  look: 'look at screen',
  'answer-dialog': 'answer dialog',
  deliver: 'send text',
  'settle-delivery': 'did it arrive?',
  'drop-texts': 'remove texts',
  'follow-branch': 'follow branch',
  'leave-branch': 'leave branch',
  'remove-worktree': 'remove worktree',
  'restore-worktree': 'worktree back',
  'remove-branch': 'remove branch',
  'remove-remote-branch': 'remove branch',
  'drop-merges': 'remove merges',
  'restore-branch': 'branch back',
  'empty-trash': 'empty trash',
  'open-pr': 'open PR',
  'update-pr': 'update PR',
  'close-pr': 'close PR',
  gate: 'run checks',
  'post-review': 'post review',
  drop: 'take out',
  'accept-commands': 'accept commands',
  'take-head': 'take pushed',
  'take-in': 'take in',
  'fetch-base': 'fetch base',
  'follow-base': 'follow base',
  'open-integration': 'open branch',
  'describe-omnibus': 'write omnibus',
  'keep-issue': 'write issue',
  'merge-omnibus': 'merge omnibus',
};

const known: ReadonlyMap<string, string> = new Map(Object.entries(words));

/** What a row is about in plain words; `what` itself is what programs read. */
export function whatWords({ kind, what }: What): string {
  return kind === 'begins' || kind === 'done' || kind === 'failed' ? (known.get(what) ?? what) : what;
}

const housekeeping: ReadonlySet<string> = new Set<Action['kind']>([
  'look',
  'look-at-forge',
  'fetch-base',
  'drop-texts',
  'end-daemons',
  'describe-omnibus',
  'keep-issue',
  'post-review',
  'leave-branch',
  'empty-trash',
  'remove-branch',
  'remove-remote-branch',
  'drop-merges',
]);

/** Looks at screens and the like: nobody has to know of them unless they fail. */
export function isHousekeeping({ kind, what }: What): boolean {
  // That a text was sent is told by what sent it.
  return kind === 'seen' ? what === 'text arrived' : kind !== 'failed' && housekeeping.has(what);
}

/** There may be two a second, and what they found stands elsewhere. */
export function isLook({ kind, what }: What): boolean {
  return kind !== 'failed' && what === 'look';
}

const receipts: ReadonlyMap<string, string> = new Map([
  ['open', 'is being sent'],
  ['queued', 'was sent, and waits for the end of its turn'],
  ['confirmed', 'has arrived'],
  ['unverified', 'was sent; nobody knows whether it arrived'],
  ['refused', 'did not arrive'],
]);

/** How far the newest text of a worker got, and whether its agent ever gave a sign of life. */
export function receiptWords({
  receipt,
  proofOfLife,
  task,
}: Pick<WorkerRow, 'receipt' | 'proofOfLife' | 'task'>): string {
  const none = task === null ? 'none is due without a task' : 'none of this task was sent yet';
  const text = receipt === null ? none : `the newest ${receipts.get(receipt) ?? receipt}`;
  return `${text}; its agent ${proofOfLife ? 'has given a sign of life' : 'has given no sign of life yet'}`;
}
