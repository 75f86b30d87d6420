import { copyFile, mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { namesIn } from '../files/names-in.ts';
import { syncFolder } from '../files/replace-file.ts';
import type { Leftover } from './replay.ts';

/** Folders, inside the journal's: of what was cut, and of whole files that were damaged. */
const asideFolder = 'torn';
const damagedFolder = 'damaged';
/** Ends the names of damaged files as long as nobody made up for what they took. */
const lacking = '.lacking';

/**
 * Cuts a leftover off its segment after a copy of it is on the disk; says what was cut and where it is kept. A crash in between
 * leaves the copy and the uncut segment, and the next start does it again under another name.
 */
export async function cutLeftover(folder: string, { leftover, at }: CutRequest): Promise<string> {
  const { segment, kind, from, bytes } = leftover;
  const name = `${segment.name}.from-${from}.${at}`;
  const isDamage = kind === 'damage';
  const kept = join(folder, isDamage ? damagedFolder : asideFolder, isDamage ? `${name}${lacking}` : name);
  await mkdir(dirname(kept), { recursive: true, mode: 0o700 });
  if (isDamage) await keepWhole(join(folder, segment.name), kept);
  else await keep(kept, bytes);
  await syncFolder(dirname(kept));
  await truncate(join(folder, segment.name), from);
  const what = isDamage ? 'left out, and the whole file is kept as' : 'cut, and kept in';
  return `${describeLeftover(leftover)}; ${what} ${withoutMark(kept)}`;
}

export interface KeptDamage {
  /** Paths of the damaged files. */
  readonly files: readonly string[];
  /** One line for each that nobody made up for, for people. */
  readonly lacking: readonly string[];
}

export async function keptDamage(folder: string): Promise<KeptDamage> {
  const names = (await namesIn(join(folder, damagedFolder))).toSorted();
  const files = names.map((name) => join(folder, damagedFolder, name));
  return {
    files: files.map(withoutMark),
    lacking: files
      .filter((file) => file.endsWith(lacking))
      .map((file) => `what a damage took was not read from git and tmux yet: ${file}`),
  };
}

/** From now on the damaged files are only kept. */
export async function forgetLack(folder: string): Promise<void> {
  const within = join(folder, damagedFolder);
  for (const name of await namesIn(within))
    if (name.endsWith(lacking)) await rename(join(within, name), join(within, withoutMark(name)));
}

function withoutMark(name: string): string {
  return name.endsWith(lacking) ? name.slice(0, -lacking.length) : name;
}

export interface CutRequest {
  readonly leftover: Leftover;
  /** Epoch milliseconds, for the name of the copy. */
  readonly at: number;
}

/** One line for people. */
export function describeLeftover({ segment, kind, from, bytes, readable }: Leftover): string {
  const where = `${segment.name} from byte ${from} on (${bytes.length} bytes)`;
  switch (kind) {
    case 'torn':
      return `the journal ends in an unfinished or broken line: ${where}`;
    case 'overtaken':
      return `a supervisor that had been replaced wrote on without acknowledging it: ${where}`;
    case 'damage':
      return `the journal is damaged: ${where} cannot be used, nor the ${readable} readable lines in it, for what came before them is missing`;
  }
}

async function keep(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function keepWhole(from: string, path: string): Promise<void> {
  await copyFile(from, path);
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function truncate(path: string, length: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.truncate(length);
    await file.sync();
  } finally {
    await file.close();
  }
}
