import { harmless } from '../cells.ts';
import type { WorkerRow } from '../../domain/snapshot.ts';
import { whyNotRestarted } from './refusals.ts';
import type { Confirm } from './state.ts';
import type { Action, Scene, ViewKey } from './view.ts';

export function workerNamed({ data }: Scene, name: string | null): WorkerRow | null {
  return data.snapshot?.workers.find(({ worker }) => worker === name) ?? null;
}

function on(press: (row: WorkerRow, scene: Scene) => Action): ViewKey['press'] {
  return (scene, selected) => {
    const row = workerNamed(scene, selected ?? scene.place.about);
    return row === null ? { do: 'say', text: 'no worker is selected' } : press(row, scene);
  };
}

function attaching(readOnly: boolean): ViewKey['press'] {
  return on(({ worker, session, activity }) =>
    session === null || activity === 'off'
      ? { do: 'say', text: `${worker} has no session now` }
      : { do: 'attach', worker, readOnly },
  );
}

/** What may be done to a worker, wherever one is selected. */
export const workerKeys: readonly ViewKey[] = [
  {
    key: 'a',
    short: 'attach',
    says: 'open its session; its last line says how to come back here',
    press: attaching(false),
  },
  { key: 'A', short: '', says: 'open its session to look only', press: attaching(true) },
  {
    key: 'm',
    short: 'message',
    says: 'type a message to it (czar nudge)',
    press: on(({ worker }) => ({
      do: 'type',
      title: `to ${harmless(worker)}`,
      argv: ['nudge', worker, '--'],
      confirm: null,
    })),
  },
  {
    key: 'R',
    short: 'restart',
    says: 'end its agent and start it anew',
    press: on((row, { data }) => {
      const why = data.snapshot === null ? null : whyNotRestarted(row, data.snapshot);
      return why === null
        ? { do: 'run', argv: ['restart', row.worker], show: 'toast', confirm: restartOf(row) }
        : { do: 'say', text: why };
    }),
  },
  {
    key: 'p',
    short: '',
    says: 'pause it, or let it go on',
    press: on(({ worker, activity }) => ({
      do: 'run',
      argv: [activity === 'paused' ? 'resume' : 'pause', worker],
      show: 'toast',
      confirm: null,
    })),
  },
  {
    key: 't',
    short: '',
    says: 'go to its task',
    press: on(({ worker, task }) =>
      task === null
        ? { do: 'say', text: `${worker} has no task now` }
        : { do: 'open', view: 'task', about: task },
    ),
  },
];

export function restartOf(row: WorkerRow): Confirm {
  const { worker, task } = row;
  return {
    asks: `Restart ${harmless(worker)}?`,
    loses: [
      endOf(row),
      task === null
        ? 'It has no task.'
        : `It is started again and told to go on with ${harmless(task)}; commits stay.`,
      'What is not committed stays in its worktree as it is.',
    ],
  };
}

/** What the restart is for its agent. */
function endOf({ activity, health, session }: WorkerRow): string {
  if (session === null || activity === 'off' || health === 'crashed')
    return 'It has no agent now: one is started.';
  switch (activity) {
    case 'working':
      return 'Its agent is ended in the middle of what it does.';
    case 'asks':
      return 'Its agent is ended while it asks, and started anew.';
    case 'paused':
    case 'unknown':
      return 'Its agent is ended, whatever it does, and started anew.';
    default:
      return 'Its agent is ended and started anew.';
  }
}
