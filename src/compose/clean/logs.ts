import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../../adapters/files/error-code.ts';
import { logFolder } from '../place.ts';
import { type Bucket, bucketOf } from './bucket.ts';
import type { Survey } from './survey.ts';

/** What agents printed that have ended; without `all` the newest log of each worker stays, for `czar peek`. */
export async function logs(survey: Survey): Promise<Bucket> {
  const folder = logFolder(survey.place);
  const files = (await namesIn(folder)).flatMap((name) => {
    const [, worker, number] = /^(.+)\.(\d+)\.log(?:\.1)?$/.exec(name) ?? [];
    return worker === undefined ? [] : [{ name, worker, number: Number(number) }];
  });
  const newest = new Map<string, number>();
  for (const { worker, number } of files) newest.set(worker, Math.max(number, newest.get(worker) ?? 0));
  const ended = files.filter(
    ({ worker, number }) =>
      !isAlive(survey, worker, number) && (survey.all || number < (newest.get(worker) ?? 0)),
  );
  return bucketOf(await Promise.all(ended.map(({ name }) => removalOf(join(folder, name), name))));
}

function isAlive({ panes }: Survey, worker: string, number: number): boolean {
  return panes.some((pane) => pane.worker === worker && pane.generation === number && !pane.dead);
}

async function removalOf(path: string, name: string) {
  const { size } = await stat(path);
  return {
    what: 'logs' as const,
    name,
    bytes: size,
    proof: 'printed by an agent that has ended',
    take: async () => {
      await rm(path, { force: true });
      return null;
    },
  };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
