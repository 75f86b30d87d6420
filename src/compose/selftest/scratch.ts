import { mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shellWord } from '../../adapters/process/shell-word.ts';
import { runGit } from '../demo/scratch.ts';
import { scratchPlace } from '../demo/scratch-place.ts';
import type { Place } from '../place.ts';
import type { Surroundings } from '../surroundings.ts';

const config = {
  project: 'selftest',
  agents: {
    claude: {},
    codex: {},
    opencode: {},
    demo: {},
    custom: { command: 'sh' },
  },
  limits: { minFreeMemory: '1MB', minFreeDisk: '1MB' },
};

/** A project of its own below the folder for temporary files, with nothing to do in it. */
export interface Scratch {
  readonly folder: string;
  readonly place: Place;
  /** Starts a fake agent, whatever arguments come behind it. */
  readonly fake: string;
}

export async function makeScratch(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'czar-selftest-')));
}

export async function fillScratch(folder: string, around: Surroundings): Promise<Scratch> {
  const root = join(folder, 'project');
  await mkdir(root);
  await writeFile(join(root, 'czar.config.json'), JSON.stringify(config));
  await writeFile(join(root, 'work-queue.json'), '{"tasks":[]}\n');
  await runGit(root, ['init', '--quiet', '--initial-branch=main', '--template=', root], around.env);
  await runGit(root, ['add', '--all'], around.env);
  await runGit(root, ['commit', '--quiet', '--no-gpg-sign', '--message=Nothing to do'], around.env);
  const fake = join(folder, 'fake.sh');
  const program = fileURLToPath(new URL('../../adapters/agents/fake/program.js', import.meta.url));
  const words = [process.execPath, program].map((word) => shellWord(word)).join(' ');
  await writeFile(fake, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o700 });
  return { folder, place: await scratchPlace(root, around), fake };
}
