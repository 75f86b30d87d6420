import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type { DoorPlace } from '../adapters/door/address.ts';
import type { FoundRepository } from '../adapters/git/find-repository.ts';
import type { Surroundings } from './surroundings.ts';

/** A project and its place in a repository. Paths are absolute and without symbolic links. */
export interface Ground extends FoundRepository {
  readonly root: string;
  readonly projectId: string;
  /** Folder of the journal, the door's token, events, orders, and the last snapshot. */
  readonly journalDir: string;
  readonly around: Surroundings;
}

export interface Place extends Ground {
  /** Folder of the queue, the tasks and `status/`. */
  readonly home: string;
}

export function doorPlace({ projectId, journalDir }: Pick<Ground, 'projectId' | 'journalDir'>): DoorPlace {
  const { uid } = userInfo();
  // The same for everybody who looks for it, whatever their TMPDIR; and a socket's path has to be short.
  return { uid, projectId, journalDir, socketDir: `/tmp/czar-${uid}` };
}

export function logFolder({ home }: Pick<Place, 'home'>): string {
  return join(home, 'status', 'logs');
}

/** Where all projects of a user keep what they know of usage limits. Relative paths in the environment count as not set. */
export function limitsFolder(env: Surroundings['env']): string {
  const state = [env['XDG_STATE_HOME'], join(env['HOME'] ?? homedir(), '.local', 'state')];
  return join(state.find((path) => path !== undefined && isAbsolute(path)) ?? homedir(), 'czar', 'limits');
}

/** Where all projects of a user keep which versions of programs are good. */
export function programsFolder(env: Surroundings['env']): string {
  return join(dirname(limitsFolder(env)), 'programs');
}

/** Where the commands that a user accepted are kept, project by project. */
export function acceptedFolder(env: Surroundings['env']): string {
  return join(dirname(limitsFolder(env)), 'accepted');
}

/** Where a supervisor without a terminal logs. */
export function supervisorLog({ journalDir }: Pick<Ground, 'journalDir'>): string {
  return join(journalDir, 'supervisor.log');
}
