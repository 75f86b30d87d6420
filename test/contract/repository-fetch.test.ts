import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SpawnedProcess } from '../../src/domain/ledger.ts';
import type { Repository } from '../../src/ports/repository.ts';
import { type TestRepository, testRepository } from '../support/git.ts';
import { looseLeash } from '../support/loose-leash.ts';

let repo: TestRepository;
let repository: Repository;
let first = '';
const origin = (): string => join(repo.base, 'origin.git');
const colleague = (): string => join(repo.base, 'colleague');

beforeEach(async () => {
  repo = testRepository();
  first = repo.git('rev-parse', 'main');
  mkdirSync(origin());
  repo.gitAt(origin(), 'init', '-q', '--bare', '-b', 'main');
  repo.git('remote', 'add', 'origin', origin());
  repo.git('push', '-q', 'origin', 'main');
  repo.gitAt(repo.base, 'clone', '-q', origin(), colleague());
  repository = await repo.open();
});
afterEach(() => repo.remove());

/** Commits in the colleague's clone and pushes; gives the commit's name. */
function theyPush(file: string, ...options: readonly string[]): string {
  repo.write(file, `${file}\n`, colleague());
  const sha = repo.commit(file, colleague());
  repo.gitAt(colleague(), 'push', '-q', ...options, 'origin', 'HEAD:main');
  return sha;
}

describe('fetching the base', () => {
  test('brings what a colleague pushed, and nothing else', async () => {
    const theirs = theyPush('theirs');
    repo.gitAt(colleague(), 'tag', 'v1');
    repo.gitAt(colleague(), 'push', '-q', 'origin', 'v1', 'HEAD:refs/heads/other');
    const refs = repo.git('for-each-ref', '--format=%(refname)');
    repo.write('README', 'half written\n');
    expect(await repository.merges.fetchBase('main', looseLeash)).toEqual({ fetched: true, tip: theirs });
    expect(await repository.history.baseTip('main')).toMatchObject({ value: theirs });
    expect(repo.git('for-each-ref', '--format=%(refname)')).toBe(refs);
    expect(repo.git('rev-parse', 'main')).toBe(first);
    expect(repo.git('status', '--porcelain')).toBe(' M README');
    expect(existsSync(join(repo.root, '.git/FETCH_HEAD'))).toBe(false);
  });

  test('follows a base that was rewritten', async () => {
    theyPush('theirs');
    await repository.merges.fetchBase('main', looseLeash);
    repo.gitAt(colleague(), 'reset', '-q', '--hard', first);
    const other = theyPush('other', '--force');
    expect(await repository.merges.fetchBase('main', looseLeash)).toEqual({ fetched: true, tip: other });
  });

  test('has its processes journaled before they begin', async () => {
    const spawned: SpawnedProcess[] = [];
    const tether = {
      spawned: (process: SpawnedProcess) => {
        spawned.push(process);
        return Promise.resolve();
      },
    };
    await repository.merges.fetchBase('main', { ...looseLeash, tether });
    expect(spawned).toHaveLength(1);
  });

  test('says so when the remote is away or has no such branch, and keeps what was seen', async () => {
    expect(await repository.merges.fetchBase('gone', looseLeash)).toMatchObject({ fetched: false });
    renameSync(origin(), `${origin()}.away`);
    expect(await repository.merges.fetchBase('main', looseLeash)).toMatchObject({ fetched: false });
    expect(await repository.history.baseTip('main')).toMatchObject({ known: true, value: first });
  });

  test('runs nothing that the repository’s config names, and is not led elsewhere by it', async () => {
    const theirs = theyPush('theirs');
    const evil = join(repo.base, 'evil.sh');
    writeFileSync(evil, `#!/bin/sh\ntouch '${repo.base}/canary'\nexit 1\n`, { mode: 0o755 });
    for (const key of ['remote.origin.uploadpack', 'core.sshCommand', 'core.askPass', 'core.fsmonitor'])
      repo.git('config', key, evil);
    for (const hook of ['post-checkout', 'reference-transaction', 'post-rewrite'])
      writeFileSync(join(repo.root, '.git/hooks', hook), `#!/bin/sh\ntouch '${repo.base}/canary'\n`, {
        mode: 0o755,
      });
    repo.git('config', 'remote.origin.url', `ext::${evil}`);
    repo.git('config', 'remote.origin.vcs', 'ext');
    expect(await repository.merges.fetchBase('main', looseLeash)).toEqual({ fetched: true, tip: theirs });
    repo.git('config', 'fetch.bundleURI', `file://${evil}`);
    const led = await repository.merges.fetchBase('main', looseLeash);
    expect(led).toMatchObject({ fetched: false });
    expect(led.fetched ? '' : led.because).toContain('fetch.bundleuri');
    repo.git('config', '--unset', 'fetch.bundleURI');
    repo.git('config', `url.ext::${evil} .insteadOf`, origin());
    expect(await repository.merges.fetchBase('main', looseLeash)).toMatchObject({ fetched: false });
    expect(existsSync(join(repo.base, 'canary'))).toBe(false);
  });

  test('shows nobody the password in the remote’s URL', async () => {
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    mkdirSync(join(repo.base, 'bin'));
    const seen = join(repo.base, 'seen');
    const wrapper = `#!/bin/sh\nprintf '%s\\n' "$*" >> '${seen}'\nexec '${real}' "$@"\n`;
    writeFileSync(join(repo.base, 'bin/git'), wrapper, { mode: 0o755 });
    repo.git('remote', 'set-url', 'origin', 'https://me:c4nary@127.0.0.1:1/shop.git');
    const outerEnv = { ...repo.env, PATH: `${repo.base}/bin:${repo.env['PATH'] ?? ''}` };
    const { merges } = await repo.open({ outerEnv });
    const answer = await merges.fetchBase('main', looseLeash);
    expect(answer).toMatchObject({ fetched: false });
    expect(JSON.stringify(answer)).not.toContain('c4nary');
    const calls = readFileSync(seen, 'utf8');
    expect(calls).toContain('-- https://127.0.0.1:1/shop.git +refs/heads/main:');
    expect(calls).not.toContain('c4nary');
  });

  test('is for the remote as it was at the start; without one there is nothing to fetch', async () => {
    expect(repository.merges.remote).toBe('origin');
    repo.git('remote', 'remove', 'origin');
    expect((await repo.open()).merges.remote).toBe(null);
  });
});
