import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { acceptedFile } from '../../adapters/acceptance/open-acceptance.ts';
import { isMissing } from '../../adapters/files/error-code.ts';
import { namesIn } from '../../adapters/files/names-in.ts';
import { acceptancePlace } from '../acceptance/store.ts';
import { type Bucket, bucketOf, type Removal } from './bucket.ts';
import type { Survey } from './survey.ts';

const derived = [
  'worker-status.json',
  'task-injections.log',
  'task-injections.log.1',
  'decisions.jsonl',
  'decisions.jsonl.1',
  'pull-requests',
  'report.md',
];

/** The rest, with `all` only: what is derived from the journal, empty folders, and the journal itself when nothing needs it. */
export async function ownFiles(
  survey: Pick<Survey, 'place' | 'all' | 'policy' | 'runs'>,
  isNeeded: boolean,
): Promise<Bucket> {
  const { place, all, policy } = survey;
  if (!all || survey.runs) return bucketOf([]);
  const { home, root, journalDir } = place;
  const status = derived.map((name) =>
    removalOf('files', join(home, 'status', name), 'derived from the journal'),
  );
  const gates = join(root, '.czar', 'gates');
  const folders = [
    join(home, 'status', 'logs'),
    policy.worktrees,
    ...(await checkedByHand(gates)),
    gates,
    join(root, '.czar'),
  ];
  const found = [...(await Promise.all(status)), ...(await Promise.all(folders.map(emptyFolder)))];
  const journal = await removalOf(
    'journal',
    journalDir,
    'all its work is merged, and nothing of it is left to tell',
  );
  const because = 'it tells of work, sessions or worktrees that stay';
  if (isNeeded) return bucketOf([...found, journal === null ? null : { name: journalDir, because }]);
  const accepted = acceptedFile(acceptancePlace(place));
  return bucketOf([
    ...found,
    await removalOf('files', accepted, 'the next start asks again what may run'),
    journal,
  ]);
}

/** Below the worktrees of the gates, a folder for each pull request that was checked by hand. */
async function checkedByHand(gates: string): Promise<readonly string[]> {
  if ((await bytesOf(gates)) === null) return [];
  return (await namesIn(gates)).filter((name) => name.startsWith('pr-')).map((name) => join(gates, name));
}

async function removalOf(what: 'files' | 'journal', name: string, proof: string): Promise<Removal | null> {
  const bytes = await bytesOf(name);
  if (bytes === null) return null;
  const take = async (): Promise<null> => {
    await rm(name, { recursive: true, force: true });
    return null;
  };
  return { what, name, bytes, proof, take };
}

/** Folders go once the steps before have emptied them. */
async function emptyFolder(name: string): Promise<Removal | null> {
  if ((await bytesOf(name)) === null) return null;
  const take = async (): Promise<string | null> => {
    const left = await namesIn(name);
    if (left.length > 0) return `there is still ${left.slice(0, 3).join(', ')}`;
    await rm(name, { recursive: true, force: true });
    return null;
  };
  return { what: 'files', name, bytes: null, proof: 'a folder of Czar, once it is empty', take };
}

async function bytesOf(path: string): Promise<number | null> {
  try {
    const stats = await lstat(path);
    if (!stats.isDirectory()) return stats.size;
    const names = await readdir(path, { recursive: true });
    const sizes = await Promise.all(names.map(async (name) => (await lstat(join(path, name))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
