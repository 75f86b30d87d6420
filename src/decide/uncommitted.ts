import type { WorkerName } from '../domain/names.ts';
import { ago, type Reasoned } from '../domain/reason.ts';
import type { World } from '../domain/world.ts';
import { headOf, movedSince } from './work-looks.ts';

/** What is known now of the files in a worktree that are not committed. `at`: epoch milliseconds at which they were counted. */
export type UncommittedNow =
  | { readonly files: number; readonly at: number; readonly isOld: boolean }
  | { readonly files: null; readonly because: string };

/** Its agent goes on while it is looked at: a count of this age may be another one by now. */
const OLD_MS = 60_000;
/** What nobody is at may be changed by a person all the same. */
const OLD_AT_REST_MS = 120_000;

/** Null: the worker has no worktree. */
export function uncommittedOf(world: World, name: WorkerName): UncommittedNow | null {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined || worker.worktree === null) return null;
  const counted = world.uncommitted.get(name);
  if (counted === undefined) return { files: null, because: 'its worktree was not looked at yet' };
  if (!counted.files.known) return { files: null, because: counted.files.reason };
  if (counted.head !== headOf(world, name)) return { files: null, because: 'its head has moved' };
  const { value: files, at } = counted.files;
  const oldAt = getsOldAt(world, name);
  return { files, at, isOld: oldAt !== null && oldAt <= world.now };
}

/** When the count of a worker is to be told as an old one, in epoch milliseconds; null: there is none. */
export function getsOldAt(world: World, name: WorkerName): number | null {
  const worker = world.ledger.workers.get(name);
  const files = world.uncommitted.get(name)?.files;
  if (worker === undefined || files?.known !== true) return null;
  return files.at + (movedSince(world, worker, files.at) ? OLD_MS : OLD_AT_REST_MS);
}

/** What is said of the files in a worker's worktree that are not committed. */
export function explainUncommitted(world: World, name: WorkerName): Reasoned {
  const now = uncommittedOf(world, name);
  if (now === null) return null;
  if (now.files === null) return `uncommitted files in its worktree: not known, ${now.because}`;
  const behind = now.isOld ? ', not looked at since' : '';
  return ago(`uncommitted files in its worktree: ${now.files}, counted `, now.at, behind);
}
