import type { PullRequest } from '../../domain/pull-request.ts';
import type { Snapshot, TaskRow } from '../../domain/snapshot.ts';
import { harmless } from '../cells.ts';
import { heldUpCount } from '../held-up.ts';
import { counted } from '../../domain/counted.ts';
import { mergeOf } from './keys-task.ts';
import { pathOf } from './path.ts';
import { whyNotDropped, whyNotMerged } from './refusals.ts';
import type { Confirm } from './state.ts';

/** What `pr merge` and `pr drop` do for good, by the names behind `pr`; null: they do neither, or to nothing that is known. */
export function requestLoss([what, which = '']: readonly string[], snapshot: Snapshot): Confirm | null {
  if (what !== 'merge' && what !== 'drop') return null;
  const row = pathOf(snapshot).tasks.get(requestNamed(which, snapshot)?.task ?? which);
  if (row === undefined) return null;
  return what === 'merge' ? mergeOf(row, snapshot) : dropOf(row, snapshot);
}

/** Why they would be refused, by the same names; null: nothing speaks against it. Harmless. */
export function whyNotRequested([what, which]: readonly string[], snapshot: Snapshot): string | null {
  if (what === 'omnibus') return which === undefined ? null : 'czar pr omnibus takes no name';
  if (what !== 'merge' && what !== 'drop') return null;
  if (which === undefined) return `czar pr ${what} takes the number of a pull request, or a task`;
  const request = requestNamed(which, snapshot);
  const own = request === undefined ? null : whyNotThis(what, request);
  return own ?? whyNotTask(what, request?.task ?? which, snapshot) ?? whyNoneNamed(which, request);
}

function whyNotTask(what: 'merge' | 'drop', task: string, snapshot: Snapshot): string | null {
  const row = pathOf(snapshot).tasks.get(task);
  if (row === undefined) return null;
  return what === 'drop' ? whyNotDropped(row) : whyNotMerged(row, snapshot);
}

function whyNoneNamed(which: string, request: PullRequest | undefined): string | null {
  return request === undefined ? `no pull request has that number or task: ${harmless(which)}` : null;
}

function whyNotThis(what: 'merge' | 'drop', { number, task, state }: PullRequest): string | null {
  if (task === null) return `#${number} is the omnibus`;
  return what === 'drop' || state === 'open' ? null : `#${number} of ${harmless(task)} is ${state} already`;
}

/** As the command line finds it: the newest of a task, else by its number. */
function requestNamed(which: string, { pullRequests }: Snapshot): PullRequest | undefined {
  const number = which.replace(/^#/, '');
  return (
    pullRequests.findLast(({ task }) => task === which) ??
    pullRequests.find((one) => String(one.number) === number)
  );
}

function dropOf({ task }: TaskRow, { integration, tasks }: Snapshot): Confirm {
  const behind = heldUpCount(task, tasks);
  return {
    asks: `Take ${harmless(task)} out of ${harmless(integration.branch)} again?`,
    loses: [
      'It is cancelled: its merge is reverted there once the checks pass without it; its commits stay in the history there.',
      ...(behind === 0
        ? []
        : [`${counted(behind, 'open task')} behind it cannot go on, and you are asked about that.`]),
      `czar undo does not take that back; czar retry ${harmless(task)} begins it again.`,
    ],
  };
}
