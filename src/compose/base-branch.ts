import { join } from 'node:path';
import { readIfThere } from '../adapters/files/read-if-there.ts';
import { replaceFile } from '../adapters/files/replace-file.ts';
import type { Place } from './place.ts';

/**
 * The base that the project began with, where its config names none. Which branch the user stands on later must not change where
 * work is merged to. Null: it was never started.
 */
export async function keptBase(place: Place): Promise<string | null> {
  return (await readIfThere(baseFile(place)))?.trim() || null;
}

export async function keepBase(place: Place, base: string): Promise<void> {
  if ((await keptBase(place)) === base) return;
  await replaceFile(baseFile(place), `${base}\n`);
}

function baseFile({ journalDir }: Place): string {
  return join(journalDir, 'base');
}
