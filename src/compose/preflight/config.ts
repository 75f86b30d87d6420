import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeConfig } from '../../adapters/files/config-file.ts';
import { decodeUtf8, maxFileBytes } from '../../adapters/files/human-file.ts';
import { readInside } from '../../adapters/files/read-inside.ts';
import { printable } from '../../domain/names.ts';
import type { Problem } from '../../domain/wish.ts';
import type { OpenedProject } from '../human-files.ts';
import type { Refusal } from '../refusal.ts';

const names = ['czar.config.json', 'czar.config.jsonc'];

/** While it runs, a broken config leaves the last good one in force; a start would run with defaults that nobody chose. */
export async function refuseConfig({ place, policy, problems }: OpenedProject): Promise<Refusal | null> {
  const what = 'start with this config';
  const broken = await brokenConfig(place.root);
  if (broken !== null)
    return { what, on: broken.file, because: broken.because, help: 'mend it, then czar start' };
  if (policy.workers.size > 0) return null;
  const [first] = problems;
  const because = first === undefined ? 'it has no workers' : describeProblem(first);
  const help = 'name them under "workers" in czar.config.json, or add primary tasks to work-queue.json';
  return { what, on: place.root, because, help };
}

export function sayProblems({ problems, place }: OpenedProject): void {
  for (const problem of problems) place.around.progress(`note: ${describeProblem(problem)}`);
}

function describeProblem({ file, line, column, message }: Problem): string {
  const at = line === null ? '' : `:${line}${column === null ? '' : `:${column}`}`;
  return printable(`${file}${at}: ${message}`);
}

async function brokenConfig(
  root: string,
): Promise<{ readonly file: string; readonly because: string } | null> {
  for (const file of names) {
    const read = await readInside({
      root: await realpath(root),
      path: join(root, file),
      maxBytes: maxFileBytes,
    });
    if (read.state === 'missing') continue;
    if (read.state !== 'read') return { file, because: read.state === 'refused' ? read.because : 'not read' };
    const text = decodeUtf8(read.bytes);
    if (text === null) return { file, because: 'it is not UTF-8 text' };
    const { broken, problems } = decodeConfig(file, text);
    if (!broken) return null;
    return { file, because: problems.slice(0, 3).map(describeProblem).join('; ') };
  }
  return null;
}
