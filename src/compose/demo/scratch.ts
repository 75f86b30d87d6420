import { cp, mkdir, mkdtemp, readFile, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitEnvironment } from '../../adapters/git/environment.ts';
import { runProcess } from '../../adapters/process/run.ts';
import { Fault } from '../../domain/fault.ts';
import { packageRoot } from '../package.ts';
import type { Surroundings } from '../surroundings.ts';
import { decodeObject } from './decode-object.ts';

export async function makeScratch(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'czar-demo-')));
}

const example = ['work-queue.json', 'dependencies.json', 'tasks', 'czar.config.json'];

/** What the demo needs, whatever the example says: a merged omnibus, on a machine of any size. */
const demanded = { merge: { omnibus: 'auto' }, limits: { minFreeMemory: '1MB', minFreeDisk: '1MB' } };

/** Puts the example project with one commit and a bare `origin` into the folder; returns the project's root. */
export async function fillScratch(scratch: string, env: Surroundings['env']): Promise<string> {
  const root = join(scratch, 'wording');
  const origin = join(scratch, 'origin.git');
  await mkdir(root);
  for (const name of example) await cp(join(packageRoot, name), join(root, name), { recursive: true });
  const config = join(root, 'czar.config.json');
  await writeFile(
    config,
    `${JSON.stringify({ ...decodeObject(await readFile(config, 'utf8')), ...demanded }, null, 2)}\n`,
  );
  const git = (cwd: string, ...args: readonly string[]) => runGit(cwd, args, env);
  await git(scratch, 'init', '--quiet', '--bare', '--initial-branch=main', '--template=', origin);
  await git(scratch, 'init', '--quiet', '--initial-branch=main', '--template=', root);
  await git(root, 'add', '--all');
  await git(root, 'commit', '--quiet', '--no-gpg-sign', '--message=The example project');
  await git(root, 'remote', 'add', 'origin', origin);
  await git(root, 'push', '--quiet', '--set-upstream', 'origin', 'main');
  await git(root, 'remote', 'set-head', 'origin', 'main');
  return root;
}

const who = { name: 'Czar Demo', email: 'demo@czar.invalid' };

/** With no config but the scratch repository's own, so that no hook, template or signature of this machine joins in. */
export async function runGit(
  cwd: string,
  args: readonly string[],
  outer: Surroundings['env'],
): Promise<void> {
  const { status, stderr } = await runProcess({
    argv: ['git', ...args],
    cwd,
    env: {
      ...gitEnvironment(outer, 'file'),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: who.name,
      GIT_AUTHOR_EMAIL: who.email,
      GIT_COMMITTER_NAME: who.name,
      GIT_COMMITTER_EMAIL: who.email,
    },
    timeoutMs: 60_000,
    graceMs: 1_000,
    outputLimitBytes: 10_000,
  });
  if (status === 0) return;
  const because = stderr.trim().split('\n').at(-1) ?? '';
  throw new Fault({ code: 'git-failed', what: 'make the scratch repository', on: cwd, because });
}
