import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { GoodVersion } from '../../domain/program.ts';
import type { ToldVersions } from '../../ports/programs.ts';
import { messageOf } from '../files/error-code.ts';
import { readInside } from '../files/read-inside.ts';
import { replaceFile } from '../files/replace-file.ts';
import { decodeGood, goodText } from './decode-good.ts';

const maxBytes = 8_192;

/** One small file per program in `dir`, which all projects of a user share. The newest word counts; one from the future is none. */
export async function exchangeGood(
  dir: string,
  known: ReadonlyMap<string, GoodVersion | null>,
  now: number,
): Promise<ToldVersions> {
  const news = new Map<string, GoodVersion>();
  const reports: string[] = [];
  for (const [program, here] of known) {
    try {
      const there = await readGood(dir, program);
      const told = there !== null && there.at <= now ? there : null;
      if (told?.version === here?.version) continue;
      if (told !== null && told.at > (here?.at ?? -1)) news.set(program, told);
      else if (here !== null)
        await replaceFile(join(await folder(dir), fileOf(program)), goodText(program, here));
    } catch (error) {
      reports.push(
        `which version of ${program} is good is not shared with other projects: ${messageOf(error)}`,
      );
    }
  }
  return { news, reports };
}

async function readGood(dir: string, program: string): Promise<GoodVersion | null> {
  const root = await folder(dir);
  const found = await readInside({ root, path: join(root, fileOf(program)), maxBytes });
  return found.state === 'read' ? decodeGood(found.bytes.toString('utf8'), program) : null;
}

async function folder(dir: string): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  return realpath(dir);
}

function fileOf(program: string): string {
  return `${createHash('sha256').update(program).digest('hex')}.json`;
}
