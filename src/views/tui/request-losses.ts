import type { Snapshot, TaskRow } from '../../domain/snapshot.ts';
import { harmless } from '../cells.ts';
import { heldUpCount } from '../held-up.ts';
import { counted } from '../../domain/counted.ts';
import { mergeOf } from './keys-task.ts';
import { pathOf } from './path.ts';
import type { Confirm } from './state.ts';

/** What `pr merge` and `pr drop` do for good, by the words behind `pr`; null: they do neither, or to nothing that is known. */
export function requestLoss(words: readonly string[], snapshot: Snapshot): Confirm | null {
  const [what, which = ''] = words.filter((word) => !word.startsWith('-'));
  if (what !== 'merge' && what !== 'drop') return null;
  const number = which.replace(/^#/, '');
  const request = snapshot.pullRequests.find((one) => String(one.number) === number);
  const row = pathOf(snapshot).tasks.get(request?.task ?? which);
  if (row === undefined) return null;
  return what === 'merge' ? mergeOf(row, snapshot) : dropOf(row, snapshot);
}

function dropOf({ task, branch }: TaskRow, { integration, tasks }: Snapshot): Confirm {
  const behind = heldUpCount(task, tasks);
  return {
    asks: `Take ${harmless(task)} out of ${harmless(integration.branch)} again?`,
    loses: [
      `It is cancelled: its merge is reverted there once the checks pass without it; its commits stay on ${harmless(branch ?? 'its branch')}.`,
      ...(behind === 0
        ? []
        : [`${counted(behind, 'open task')} behind it cannot go on, and you are asked about that.`]),
      `czar undo does not take that back; czar retry ${harmless(task)} begins it again.`,
    ],
  };
}
