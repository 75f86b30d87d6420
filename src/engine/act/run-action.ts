import type { Action, ActionKind } from '../../domain/plan.ts';
import { Fault } from '../../domain/fault.ts';
import type { Policy } from '../../domain/policy.ts';
import { acceptCommands } from './accept-commands.ts';
import { answerDialog } from './answer-dialog.ts';
import {
  dropMerges,
  emptyTrash,
  leaveBranch,
  removeBranch,
  removeRemoteBranch,
  restoreBranch,
} from './cleanup.ts';
import { deliver } from './deliver.ts';
import { drop } from './drop.ts';
import type { Done, Effect, Runner } from './effect.ts';
import { fetchBase } from './fetch-base.ts';
import { gate } from './gate.ts';
import { followBase, openIntegration } from './integration.ts';
import { lookAtForge } from './look-at-forge.ts';
import { lookAtScreen } from './looking.ts';
import { dropTexts } from './long-text.ts';
import { merge } from './merge.ts';
import { mergeOmnibus } from './merge-omnibus.ts';
import { describeOmnibus } from './omnibus.ts';
import { keepIssue } from './parent-issue.ts';
import { closePullRequest, openPullRequest, updatePullRequest } from './pull-requests.ts';
import { postReview, review } from './review.ts';
import { endDaemons, endSession, interrupt, startSession } from './sessions.ts';
import { removeWorktree } from './remove-worktree.ts';
import { restoreWorktree } from './restore-worktree.ts';
import { settleDelivery } from './settle-delivery.ts';
import { takeHead } from './take-head.ts';
import { takeIn } from './take-in.ts';
import { tryProgram } from './try-program.ts';
import { beginAttempt, followBranch, prepareWorktree, returnToBranch, saveWork } from './worktrees.ts';

type ActionMap = { [A in Action as A['kind']]: A };

const RUNNERS: { readonly [K in ActionKind]: Runner<ActionMap[K]> } = {
  'prepare-worktree': prepareWorktree,
  'begin-attempt': beginAttempt,
  'return-to-branch': returnToBranch,
  'save-work': saveWork,
  'drop-texts': dropTexts,
  'follow-branch': followBranch,
  'start-session': startSession,
  'end-session': endSession,
  'end-daemons': endDaemons,
  'try-program': tryProgram,
  look: lookAtScreen,
  'answer-dialog': answerDialog,
  interrupt,
  deliver,
  'settle-delivery': settleDelivery,
  'leave-branch': leaveBranch,
  'remove-branch': removeBranch,
  'remove-worktree': removeWorktree,
  'restore-worktree': restoreWorktree,
  'remove-remote-branch': removeRemoteBranch,
  'drop-merges': dropMerges,
  'restore-branch': restoreBranch,
  'empty-trash': emptyTrash,
  'open-pr': openPullRequest,
  'update-pr': updatePullRequest,
  'close-pr': closePullRequest,
  drop,
  'accept-commands': acceptCommands,
  'take-head': takeHead,
  'take-in': takeIn,
  'look-at-forge': lookAtForge,
  gate,
  review,
  'post-review': postReview,
  merge,
  'open-integration': openIntegration,
  'fetch-base': fetchBase,
  'follow-base': followBase,
  'describe-omnibus': describeOmnibus,
  'merge-omnibus': mergeOmnibus,
  'keep-issue': keepIssue,
};

/**
 * What happens between the intent and the outcome of an action. A failure is a thrown Fault; without a token for the forge it is none:
 * a human is asked once for all that needs it.
 */
export async function runAction(effect: Effect): Promise<Done> {
  try {
    return await run(effect.action.kind, effect);
  } catch (error) {
    if (!(error instanceof Fault) || error.facts.code !== 'no-token') throw error;
    const { because } = error.facts;
    return { says: `it waits: ${because}`, facts: [{ type: 'forge.locked', because }] };
  }
}

function run<K extends ActionKind>(kind: K, effect: Effect<ActionMap[K]>): Promise<Done> {
  return RUNNERS[kind](effect);
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** For a task's own checks, which have their own time limits. */
const OWN_CHECKS_MS = 120 * MINUTE_MS;

/** A large change has several, and each may be asked twice. */
const MOST_REQUESTS = 24;

/** How long an action may take before it is given up, in milliseconds. Generous: it is there for what hangs. */
export function deadlineMsOf(action: Action, { checks, setup, review: asked }: Policy): number {
  // Each check may run twice.
  const checksMs = checks.reduce((sum, { timeoutMs }) => sum + timeoutMs * 2, 0);
  switch (action.kind) {
    case 'gate':
      return setup.timeoutMs + checksMs + OWN_CHECKS_MS;
    case 'review':
      return setup.timeoutMs + asked.timeoutMs * MOST_REQUESTS;
    case 'drop':
    case 'follow-base':
    case 'take-in':
      return setup.timeoutMs + checksMs + 10 * MINUTE_MS;
    case 'prepare-worktree':
      return setup.timeoutMs + 10 * MINUTE_MS;
    case 'begin-attempt':
    case 'remove-worktree':
    case 'restore-worktree':
    case 'return-to-branch':
    case 'save-work':
    case 'follow-branch':
    case 'take-head':
    case 'merge-omnibus':
      return 10 * MINUTE_MS;
    case 'leave-branch':
    case 'remove-remote-branch':
    case 'fetch-base':
    case 'look-at-forge':
      return 3 * MINUTE_MS;
    case 'open-pr':
    case 'update-pr':
    case 'close-pr':
    case 'post-review':
    case 'merge':
    case 'open-integration':
    case 'describe-omnibus':
    case 'keep-issue':
    case 'deliver':
    case 'try-program':
    case 'remove-branch':
    case 'drop-merges':
    case 'restore-branch':
    case 'empty-trash':
      return 2 * MINUTE_MS;
    case 'start-session':
    case 'end-session':
    case 'end-daemons':
    case 'settle-delivery':
    case 'answer-dialog':
    case 'drop-texts':
    case 'accept-commands':
      return MINUTE_MS;
    case 'look':
    case 'interrupt':
      return 15 * SECOND_MS;
  }
}
