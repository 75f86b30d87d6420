import { printable, refuseName } from '../../domain/names.ts';
import { nearest } from '../../views/nearest.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import type { ProjectDoor } from './project-door.ts';
import { badUsage, refuse } from './say.ts';

type Noun = 'worker' | 'task' | 'worker or task';

/** Null when every name is known; else the refusal is said and its exit code returned (2: no name at all, 3: unknown). */
export async function refuseUnknown(
  { door, io }: { readonly door: ProjectDoor; readonly io: CliIo },
  noun: Noun,
  names: readonly string[],
): Promise<ExitCode | null> {
  const known = await door.known();
  const candidates = {
    worker: known.workers,
    task: known.tasks,
    'worker or task': [...new Set([...known.workers, ...known.tasks])],
  };
  for (const name of names) {
    if (candidates[noun].includes(name)) continue;
    return refuseName(name) === null
      ? unknownName(io, { noun, name, known: candidates[noun] })
      : notAName(io, noun, name);
  }
  return null;
}

/** A task that comes after itself is never begun. Null: it does not. */
export function refuseItself(io: CliIo, task: string, after: readonly string[]): ExitCode | null {
  if (!after.includes(task)) return null;
  return badUsage(io, {
    what: 'let the task wait',
    on: printable(task),
    because: 'it cannot come after itself',
    help: 'czar status   (all tasks)',
  });
}

export function notAName(io: CliIo, noun: Noun, name: string): ExitCode {
  return badUsage(io, {
    what: `take this as a ${noun}`,
    on: printable(name.slice(0, 60)),
    because: refuseName(name) ?? 'it is no name',
  });
}

function unknownName(
  io: CliIo,
  { noun, name, known }: { readonly noun: Noun; readonly name: string; readonly known: readonly string[] },
): ExitCode {
  const guess = nearest(name, known);
  return refuse(io, exit.missing, {
    what: `find the ${noun}`,
    on: name,
    because: `no ${noun} of this project has that name`,
    help: guess === null ? listOf(known) : `did you mean ${guess}?`,
  });
}

const mostListed = 8;

function listOf(known: readonly string[]): string {
  if (known.length === 0) return 'there is none yet: czar add <task>';
  const rest = known.length - mostListed;
  return `there is: ${known.slice(0, mostListed).join(', ')}${rest > 0 ? `, +${rest} more (czar status --json)` : ''}`;
}
