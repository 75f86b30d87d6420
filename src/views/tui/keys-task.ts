import { counted } from '../../domain/counted.ts';
import { harmless } from '../cells.ts';
import type { Snapshot, TaskRow } from '../../domain/snapshot.ts';
import { heldUpBy } from '../held-up.ts';
import { pathOf } from './path.ts';
import { putAsideLines } from './put-aside.ts';
import { whyNotCancelled, whyNotMerged, whyNotRetried } from './refusals.ts';
import type { Confirm } from './state.ts';
import type { Action, Scene, ViewKey } from './view.ts';

export function taskNamed({ data }: Scene, name: string | null): TaskRow | null {
  if (data.snapshot === null || name === null) return null;
  return pathOf(data.snapshot).tasks.get(name) ?? null;
}

function on(press: (row: TaskRow, snapshot: Snapshot) => Action): ViewKey['press'] {
  return (scene, selected) => {
    const row = taskNamed(scene, selected ?? scene.place.about);
    const { snapshot } = scene.data;
    return row === null || snapshot === null
      ? { do: 'say', text: 'no task is selected' }
      : press(row, snapshot);
  };
}

/** Nobody is asked about what is refused afterwards: why is said instead. */
function unless(why: string | null, argv: readonly string[], confirm: Confirm): Action {
  return why === null ? { do: 'run', argv, show: 'toast', confirm } : { do: 'say', text: why };
}

function prioritised(by: 1 | -1): ViewKey['press'] {
  return on(({ task, priority }) => ({
    do: 'run',
    argv: ['edit', task, '--priority', String(Math.max(0, priority + by))],
    show: 'toast',
    confirm: null,
  }));
}

/** What may be done to a task, wherever one is selected. */
export const taskKeys: readonly ViewKey[] = [
  {
    key: 's',
    short: 'assign',
    says: 'say who does it (czar assign)',
    press: on(({ task }) => ({ do: 'palette', text: `assign ${task} ` })),
  },
  {
    key: 'e',
    short: 'edit',
    says: 'edit its text in $EDITOR',
    press: on(({ task }) => ({ do: 'edit', task })),
  },
  {
    key: '<',
    bar: '< >',
    short: 'priority',
    says: 'sooner: a lower priority number',
    press: prioritised(-1),
  },
  { key: '>', short: '', says: 'later: a higher priority number', press: prioritised(1) },
  {
    key: 'r',
    short: 'retry',
    says: 'begin a new attempt',
    press: on((row, snapshot) => unless(whyNotRetried(row), ['retry', row.task], retryOf(row, snapshot))),
  },
  {
    key: 'x',
    short: 'cancel',
    says: 'call it off; its branch is kept',
    press: on((row, snapshot) => unless(whyNotCancelled(row), ['cancel', row.task], cancelOf(row, snapshot))),
  },
  {
    key: 'M',
    short: '',
    says: 'approve it: merge it once its checks pass, whatever merge.auto says (czar pr merge)',
    press: on((row, snapshot) =>
      unless(whyNotMerged(row, snapshot), ['pr', 'merge', row.task], mergeOf(row, snapshot)),
    ),
  },
  {
    key: 'T',
    short: '',
    says: 'show its text (czar text)',
    press: on(({ task }) => ({ do: 'run', argv: ['text', task], show: 'page', confirm: null })),
  },
  {
    key: 'D',
    short: '',
    says: 'show what it has committed (czar diff)',
    press: on(({ task }) => ({ do: 'run', argv: ['diff', task], show: 'page', confirm: null })),
  },
  {
    key: 'w',
    short: '',
    says: 'go to its worker',
    press: on(({ task, worker }) =>
      worker === null
        ? { do: 'say', text: `nobody does ${task}` }
        : { do: 'open', view: 'worker', about: worker },
    ),
  },
];

const mostNamed = 6;

/** What calling a task off takes away, and what not. */
export function cancelOf(row: TaskRow, snapshot: Snapshot): Confirm {
  const held = [...heldUpBy(row.task, snapshot.tasks)];
  const names = held.slice(0, mostNamed).map(harmless).join(', ');
  const rest = held.length > mostNamed ? `, +${held.length - mostNamed} more` : '';
  return {
    asks: `Cancel ${harmless(row.task)}?`,
    loses: [
      ...(row.worker !== null && row.status === 'in_progress'
        ? [`${harmless(row.worker)} is interrupted.`]
        : []),
      ...putAsideLines(row, snapshot),
      commitsLeft(row),
      held.length === 0
        ? 'No other task waits for it.'
        : `${counted(held.length, 'task')} behind it cannot go on: ${names}${rest}.`,
    ],
  };
}

/** On its branch, of all attempts; null: not known. */
function commitsOf({ commits, branchCommits }: TaskRow): number | null {
  return branchCommits === undefined ? commits : branchCommits;
}

function commitsLeft(row: TaskRow): string {
  const all = commitsOf(row);
  const on = harmless(row.branch ?? 'its branch');
  if (all === null) return `Its commits will not be merged; they stay on ${on}.`;
  if (all === 0) return 'It has no commits.';
  return `${counted(all, 'commit')} will not be merged; ${all === 1 ? 'it stays' : 'they stay'} on ${on}.`;
}

/** What an approval sets going. */
export function mergeOf(row: TaskRow, { integration }: Snapshot): Confirm {
  const { task, pr } = row;
  const all = commitsOf(row);
  const what = all === null || all === 0 ? 'What is committed' : counted(all, 'commit');
  const goes = all !== null && all > 1 ? 'go' : 'goes';
  return {
    asks: `Merge ${harmless(task)}?`,
    loses: [
      `${what}${pr === null ? '' : ` of #${pr}`} ${goes} into ${harmless(integration.branch)} once the checks pass.`,
      'Tasks that wait for it begin on it; czar undo does not take a merge back.',
    ],
  };
}

/** What a new attempt does to the one before it, and to what waits for an answer about it. */
export function retryOf(row: TaskRow, snapshot: Snapshot, fresh = false): Confirm {
  const { task, worker, status } = row;
  const questions = snapshot.questions.filter((one) => one.task === task);
  return {
    asks: `Begin ${harmless(task)} again?`,
    loses: [
      status === 'in_progress'
        ? `${harmless(worker ?? 'Its worker')} is interrupted and begins a new attempt.`
        : 'It gets a new attempt.',
      ...questions.map(({ number }) => `Question ${number} about it is closed.`),
      ...putAsideLines(row, snapshot),
      fresh
        ? 'It begins at the integration branch; the commits so far are kept under a ref.'
        : 'Commits stay on the branch.',
    ],
  };
}
