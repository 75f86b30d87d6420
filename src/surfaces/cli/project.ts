import type { Question } from '../../domain/question.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { Fault } from '../../domain/fault.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import type { ProjectDoor } from './project-door.ts';
import { refuse } from './say.ts';

/** Opens the project and hands it on; outside a project: exit 3. */
export async function withProject(
  call: { readonly dir: string },
  io: CliIo,
  run: (door: ProjectDoor) => Promise<ExitCode>,
): Promise<ExitCode> {
  const door = await io.openProject(call.dir);
  if (door !== null) return run(door);
  return refuse(io, exit.missing, {
    what: 'find a project',
    on: call.dir === '.' ? io.cwd : call.dir,
    because: 'no queue or config of Czar in this repository',
    help: 'czar init --yes   (or -C <dir> for another directory)',
  });
}

export interface Look {
  /** Null: there never was one. */
  readonly snapshot: Snapshot | null;
  readonly supervisor: 'alive' | 'dead' | 'stale';
}

/** The newest picture, and whether anybody is there to keep it new. */
export async function look(
  door: ProjectDoor,
  options: { readonly refresh?: true; readonly few?: true } = {},
): Promise<Look> {
  try {
    const response = await door.client.ask({ ask: 'snapshot', ...options });
    if (response?.ok === true && response.snapshot !== undefined)
      return { snapshot: response.snapshot, supervisor: 'alive' };
    return { snapshot: await door.client.lastSnapshot(), supervisor: response === null ? 'dead' : 'stale' };
  } catch (error) {
    if (!(error instanceof Fault) || error.facts.code !== 'deadline') throw error;
    return { snapshot: await door.client.lastSnapshot(), supervisor: 'stale' };
  }
}

/** With nobody there to ask, the journal knows best: the picture may be a second older than the last question. */
export async function openQuestions(
  door: ProjectDoor,
  { questions }: Snapshot,
  supervisor: Look['supervisor'],
): Promise<readonly Question[]> {
  return supervisor === 'alive' ? questions : door.questions();
}
