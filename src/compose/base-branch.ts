import { join } from 'node:path';
import { readIfThere } from '../adapters/files/read-if-there.ts';
import { replaceFile } from '../adapters/files/replace-file.ts';
import { openOwnRefs } from '../adapters/git/own-refs.ts';
import { projectRef } from '../domain/names.ts';
import { looseLeash } from './loose-leash.ts';
import type { Place } from './place.ts';

/**
 * The base that the project began with, where its config names none. Which branch the user stands on later must not change where
 * work is merged to. Null: it was never started.
 */
export async function keptBase(place: Place): Promise<string | null> {
  const kept = (await readIfThere(baseFile(place)))?.trim() ?? '';
  return kept === '' ? null : kept;
}

/** Also leaves a ref by which the project is known again when everything else of it is lost. */
export async function keepBase(place: Place, base: string): Promise<void> {
  const { commonDir, projectId, around } = place;
  const refs = openOwnRefs(commonDir, around.env);
  const revisions = [`refs/heads/${base}`, `refs/remotes/origin/${base}`];
  await refs.keep(projectRef(projectId), revisions, looseLeash(around));
  if ((await keptBase(place)) === base) return;
  await replaceFile(baseFile(place), `${base}\n`);
}

function baseFile({ journalDir }: Place): string {
  return join(journalDir, 'base');
}
