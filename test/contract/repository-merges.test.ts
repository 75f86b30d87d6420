import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processStartTime } from '../../src/adapters/process/start-time.ts';
import type { SpawnedProcess } from '../../src/domain/ledger.ts';
import type { CheckResult } from '../../src/domain/pull-request.ts';
import type { Repository, TestMerge } from '../../src/ports/repository.ts';
import { noSetup, projectId, type TestRepository, testRepository, workerTree } from '../support/git.ts';
import { looseLeash } from '../support/loose-leash.ts';
import { until } from '../support/until.ts';

let repo: TestRepository;
let repository: Repository;
let first = '';
beforeEach(async () => {
  repo = testRepository();
  repository = await repo.open();
  first = repo.git('rev-parse', 'main');
});
afterEach(() => repo.remove());

function check(run: string, timeoutMs = 30_000): TestMerge['checks'][number] {
  return { name: 'test', run, timeoutMs };
}

function gate(
  checks: TestMerge['checks'],
  changes: Partial<TestMerge> = {},
): Promise<readonly CheckResult[]> {
  return repository.merges.test({
    commit: first,
    checks,
    setup: noSetup,
    ...looseLeash,
    ...changes,
  });
}

describe('a gate', () => {
  test('runs each check at exactly the commit, and says what came of it', async () => {
    const other = repo.commit('other');
    const results = await gate(
      [
        { name: 'where', run: `test "$(git rev-parse HEAD)" = ${first}`, timeoutMs: 30_000 },
        { name: 'clean', run: 'test -z "$(git status --porcelain)"', timeoutMs: 30_000 },
        { name: 'bad', run: 'echo so; echo sorry >&2; exit 3', timeoutMs: 30_000 },
        { name: 'after', run: 'true', timeoutMs: 30_000 },
      ],
      { commit: first },
    );
    expect(results.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['where', 'passed'],
      ['clean', 'passed'],
      ['bad', 'failed'],
      ['after', 'passed'],
    ]);
    expect(results[2]?.tail).toBe('so\nsorry');
    const again = await gate([check(`test "$(git rev-parse HEAD)" = ${other}`)], { commit: other });
    expect(again).toMatchObject([{ verdict: 'passed', tail: '' }]);
  });

  test('tries a failed check once more: one that passes then is flaky', async () => {
    const counter = join(repo.base, 'count');
    const flaky = await gate([
      check(`echo x >> '${counter}'; test "$(wc -l < '${counter}')" -eq 2 || { echo first; exit 1; }`),
    ]);
    expect(flaky).toMatchObject([{ verdict: 'flaky', tail: 'first' }]);
    const failing = await gate([check(`echo x >> '${counter}'; exit 1`)]);
    expect(failing).toMatchObject([{ verdict: 'failed' }]);
    expect(repo.read('count', repo.base).trim().split('\n')).toHaveLength(4);
  });

  test('shows the last lines of a failure without control characters', async () => {
    const run = `i=0; while [ $i -lt 100 ]; do printf '\\033[31mline %d\\033[0m\\n' $i; i=$((i+1)); done; printf '10%%\\r50%%\\rdone\\007\\n'; exit 1`;
    const [result] = await gate([check(run)]);
    const lines = result?.tail.split('\n') ?? [];
    expect(lines).toHaveLength(40);
    expect(lines[0]).toBe('line 61');
    expect(lines.at(-1)).toBe('done');
  });

  test('ends the whole group of a check that takes too long', async () => {
    const run = `sh -c 'trap "" TERM; echo $$ > "${repo.base}/pid"; while :; do sleep 0.1; done' & wait`;
    const [result] = await gate([check(run, 1_500)]);
    expect(result).toMatchObject({ verdict: 'timed-out' });
    const pid = Number(repo.read('pid', repo.base));
    expect(await processStartTime(pid)).toBeNull();
  });

  test('ends a check that holds more memory than one may, with all that it started, once and with the reason', async () => {
    const grow = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(8e6, 1)), 50);';
    const run = `echo x >> '${repo.base}/count'; echo growing; setsid node -e '${grow}' & wait`;
    repository = await repo.open({ gateEnv: { PATH: process.env['PATH'] ?? '' } });
    const [result] = await gate([check(run)], { memoryBytes: 250_000_000 });
    expect(result).toMatchObject({ verdict: 'failed' });
    expect(result?.tail).toMatch(/^growing\nIt was ended: .*\(limits\.checkMemory\)\.$/);
    expect(repo.read('count', repo.base)).toBe('x\n');
    expect(await gate([check('true')], { memoryBytes: 400_000_000 })).toMatchObject([{ verdict: 'passed' }]);
  });

  test('ends what a check left in a session of its own', async () => {
    const daemon = `setsid sh -c 'echo $$ > "${repo.base}/pid"; exec sleep 600' &`;
    const [result] = await gate([check(`${daemon} while [ ! -s '${repo.base}/pid' ]; do sleep 0.02; done`)]);
    expect(result?.verdict).toBe('passed');
    expect(await processStartTime(Number(repo.read('pid', repo.base)))).toBeNull();
  });

  test('can be called off', async () => {
    const caller = new AbortController();
    const running = gate([check(`echo $$ > '${repo.base}/pid'; sleep 600`)], { signal: caller.signal });
    const ended = running.catch((error: unknown) => error);
    await until(() => existsSync(join(repo.base, 'pid')), { what: 'the check' });
    caller.abort();
    expect(await ended).toMatchObject({ facts: { code: 'command-failed', transient: true } });
  });

  test('journals every process group before it does anything', async () => {
    const spawned: SpawnedProcess[] = [];
    const tether = { spawned: (one: SpawnedProcess) => Promise.resolve(void spawned.push(one)) };
    await gate([check(`echo $$ > '${repo.base}/pid'`)], { tether });
    expect(spawned.map(({ pid }) => pid)).toContain(Number(repo.read('pid', repo.base)));
  });

  test('has the given environment and nothing of Czar’s own', async () => {
    repository = await repo.open({ gateEnv: { ALLOWED: 'yes' } });
    process.env['CANARY_TOKEN'] = 'secret-canary';
    try {
      const [result] = await gate([check('env; exit 1')]);
      expect(result?.tail).toContain('ALLOWED=yes');
      expect(result?.tail).toContain('CI=1');
      expect(result?.tail).not.toContain('canary');
    } finally {
      delete process.env['CANARY_TOKEN'];
    }
  });

  test('keeps its worktree warm and clean: ignored files stay, others go', async () => {
    const setup = { ...noSetup, run: 'mkdir -p node_modules && echo x >> node_modules/count' };
    const mess =
      'echo x > stray; mkdir -p nested && cd nested && git init -q; cd ..; echo changed > README; touch keep.ignored';
    await gate([check(mess)], { setup });
    const next =
      'test ! -e stray && test ! -e nested && test "$(cat README)" = one && test -e keep.ignored && test "$(wc -l < node_modules/count)" -eq 1';
    expect(await gate([check(next)], { setup })).toMatchObject([{ verdict: 'passed' }]);
    expect(readdirSync(join(repo.root, '.czar/gates'))).toEqual(['1']);
  });

  test('sets up again when a lock file changed', async () => {
    const setup = { ...noSetup, run: 'mkdir -p node_modules && echo x >> node_modules/count' };
    await gate([check('true')], { setup });
    repo.write('package-lock.json', '{}');
    const commit = repo.commit('lock');
    const twice = 'test "$(wc -l < node_modules/count)" -eq 2';
    expect(await gate([check(twice)], { setup, commit })).toMatchObject([{ verdict: 'passed' }]);
  });

  test('has a worktree of its own when several run at once', async () => {
    const run = check('pwd -P; touch here; test "$(ls here* | wc -l)" -eq 1; sleep 0.3; exit 1');
    const results = await Promise.all([gate([run]), gate([run]), gate([run])]);
    expect(new Set(results.map(([one]) => one?.tail)).size).toBe(3);
  });

  test('leaves the user’s checkout alone', async () => {
    repo.write('README', 'mine\n');
    await gate([
      check(
        'git checkout -q -b mess && echo x > y && git add y && git -c user.name=a -c user.email=b commit -qm y',
      ),
    ]);
    expect(repo.git('status', '--porcelain')).toBe(' M README');
    expect(repo.git('symbolic-ref', '--short', 'HEAD')).toBe('main');
    expect(await gate([check('test ! -e y')])).toMatchObject([{ verdict: 'passed' }]);
  });
});

describe('a merge result', () => {
  test('is kept from collection, touches no branch and no checkout, and is Czar’s own', async () => {
    const place = await workerTree(repo, repository, { branch: 'feat/p-a' });
    repo.write('a.txt', 'a\n', place.path);
    const head = repo.commit('a', place.path);
    const tip = repo.commit('main moved');
    const refs = repo.git('for-each-ref', 'refs/heads');
    const merged = await repository.merges.compute(
      {
        tip,
        head,
        message: 'Merge a\n\nCzar-Task: a\n',
        keepAs: 'a.1',
      },
      looseLeash,
    );
    if (merged.result !== 'merge') throw new Error(`unexpected: ${merged.result}`);
    repo.git('reflog', 'expire', '--all', '--expire=now');
    repo.git('gc', '-q', '--prune=now');
    expect(repo.git('log', '-1', '--format=%P|%an|%ce|%B', merged.commit)).toBe(
      `${tip} ${head}|Czar|czar@localhost|Merge a\n\nCzar-Task: a\n`,
    );
    expect(repo.git('for-each-ref', 'refs/heads')).toBe(refs);
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  test('of histories that share nothing is a fault', async () => {
    repo.git('checkout', '-q', '--orphan', 'alien');
    const alien = repo.commit('alien');
    repo.git('checkout', '-q', 'main');
    const merging = repository.merges.compute(
      { tip: first, head: alien, message: 'm', keepAs: 'a' },
      looseLeash,
    );
    await expect(merging).rejects.toThrow(/unrelated histories/);
  });

  test('names conflicting files whatever they are called', async () => {
    const name = 'spä ce\nline';
    const one = await workerTree(repo, repository, { worker: 'w1', branch: 'feat/p-a' });
    const two = await workerTree(repo, repository, { worker: 'w2', branch: 'feat/p-b' });
    repo.write(name, 'a\n', one.path);
    repo.write(name, 'b\n', two.path);
    const request = {
      tip: repo.commit('a', one.path),
      head: repo.commit('b', two.path),
      message: 'm',
      keepAs: 'b',
    };
    expect(await repository.merges.compute(request, looseLeash)).toEqual({
      result: 'conflict',
      files: [name],
    });
  });

  test('does not move a branch under a checkout', async () => {
    const next = repo.git('commit-tree', '-p', first, '-m', 'x', `${first}^{tree}`);
    await expect(
      repository.merges.advance('main', { from: first, to: next }, looseLeash),
    ).rejects.toMatchObject({
      facts: { code: 'git-refused' },
    });
    expect(repo.git('rev-parse', 'main')).toBe(first);
  });

  test('says why a branch cannot be made below another branch’s name', async () => {
    repo.git('branch', 'omnibus');
    await expect(
      repository.merges.advance('omnibus/p', { from: null, to: first }, looseLeash),
    ).rejects.toThrow(/refs\/heads\/omnibus/);
  });

  test('has a ref of its own only until a branch holds it', async () => {
    repo.git('branch', 'omnibus/p', first);
    const kept = (): string =>
      repo.git('for-each-ref', '--format=%(refname)', `refs/czar/${projectId}/gate/`);
    const refOf = (task: string): string => `refs/czar/${projectId}/gate/${task}`;
    const results = new Map<string, string>();
    for (const task of ['a', 'b']) {
      const place = await workerTree(repo, repository, { worker: task, branch: `feat/p-${task}` });
      repo.write(task, task, place.path);
      const head = repo.commit(task, place.path);
      const merge = await repository.merges.compute(
        { tip: first, head, message: task, keepAs: task },
        looseLeash,
      );
      results.set(task, merge.result === 'merge' ? merge.commit : '');
    }
    const merged = results.get('a') ?? '';
    expect(kept()).toBe(`${refOf('a')}\n${refOf('b')}`);
    expect(await repository.merges.advance('omnibus/p', { from: merged, to: merged }, looseLeash)).toBe(
      'moved-elsewhere',
    );
    expect(kept()).toBe(`${refOf('a')}\n${refOf('b')}`);
    expect(await repository.merges.advance('omnibus/p', { from: first, to: merged }, looseLeash)).toBe(
      'advanced',
    );
    expect(kept()).toBe(refOf('b'));
    repo.git('update-ref', refOf('left-behind'), merged);
    expect(await repository.merges.advance('omnibus/p', { from: first, to: merged }, looseLeash)).toBe(
      'already',
    );
    expect(kept()).toBe(refOf('b'));
  });
});

describe('A merge that was tested, where another one was made of the same work,', () => {
  const kept = (): string => repo.git('for-each-ref', '--format=%(refname)', `refs/czar/${projectId}/gate/`);
  const merge = (parents: readonly string[], tree: string): string =>
    repo.git('commit-tree', ...parents.flatMap((one) => ['-p', one]), '-m', 'by the forge', `${tree}^{tree}`);
  let head = '';
  let tested = '';

  beforeEach(async () => {
    const place = await workerTree(repo, repository, { worker: 'a', branch: 'feat/p-a' });
    repo.write('a', 'a', place.path);
    head = repo.commit('a', place.path);
    const made = await repository.merges.compute({ tip: first, head, message: 'a', keepAs: 'a' }, looseLeash);
    tested = made.result === 'merge' ? made.commit : '';
  });

  test('has no ref any more, whether that one is a merge or a squash', async () => {
    const { merges } = repository;
    for (const into of [merge([first, head], head), merge([first], head)]) {
      repo.git('update-ref', `refs/czar/${projectId}/gate/a`, tested);
      await merges.dropKept({ names: ['a', 'a.start'], head, into }, looseLeash);
      expect(kept()).toBe('');
      await merges.dropKept({ names: ['a'], head, into }, looseLeash);
    }
  });

  test('keeps it while there is more in it than that work and what was there before', async () => {
    const other = merge([first], head);
    await repository.merges.dropKept({ names: ['a'], head: first, into: other }, looseLeash);
    expect(kept()).not.toBe('');
  });
});

describe('publishing', () => {
  let next = '';
  const origin = (): string => join(repo.base, 'origin.git');
  const atOrigin = (): string => repo.gitAt(origin(), 'rev-parse', 'main');

  beforeEach(() => {
    next = repo.git('commit-tree', '-p', first, '-m', 'omnibus', `${first}^{tree}`);
  });

  async function withOrigin(): Promise<Repository> {
    mkdirSync(origin());
    repo.gitAt(origin(), 'init', '-q', '--bare', '-b', 'main');
    repo.git('remote', 'add', 'origin', origin());
    repo.git('push', '-q', 'origin', 'main');
    return repo.open();
  }

  test('pushes to the remote’s base, and follows it here', async () => {
    const { merges, history } = await withOrigin();
    expect(await merges.publish({ base: 'main', from: first, to: next }, looseLeash)).toEqual({
      published: true,
      where: 'origin/main',
    });
    expect(atOrigin()).toBe(next);
    expect(await history.baseTip('main')).toMatchObject({ value: next });
    expect(repo.git('rev-parse', 'main')).toBe(first);
    expect(await merges.publish({ base: 'main', from: first, to: next }, looseLeash)).toMatchObject({
      published: true,
    });
  });

  test('never overwrites what somebody else pushed meanwhile', async () => {
    const { merges } = await withOrigin();
    const theirs = repo.git('commit-tree', '-p', first, '-m', 'theirs', `${first}^{tree}`);
    repo.git('push', '-q', 'origin', `${theirs}:refs/heads/main`);
    expect(await merges.publish({ base: 'main', from: first, to: next }, looseLeash)).toMatchObject({
      published: false,
      moved: true,
    });
    expect(atOrigin()).toBe(theirs);
  });

  test('says what a remote that refuses said', async () => {
    const { merges } = await withOrigin();
    writeFileSync(join(origin(), 'hooks/update'), '#!/bin/sh\nexit 1\n');
    chmodSync(join(origin(), 'hooks/update'), 0o755);
    const answer = await merges.publish({ base: 'main', from: first, to: next }, looseLeash);
    expect(answer).toMatchObject({ published: false, moved: false });
    expect(answer.published ? '' : answer.because).toContain('hook declined');
  });

  test('is a fault that may pass when the remote is not there', async () => {
    const { merges } = await withOrigin();
    execFileSync('mv', [origin(), `${origin()}.away`]);
    const pushing = merges.publish({ base: 'main', from: first, to: next }, looseLeash);
    await expect(pushing).rejects.toMatchObject({ facts: { code: 'git-failed', transient: true } });
  });

  test('runs nothing that the repository’s config names, and is not led elsewhere by it', async () => {
    const { merges } = await withOrigin();
    const evil = join(repo.base, 'evil.sh');
    writeFileSync(evil, `#!/bin/sh\ntouch '${repo.base}/canary'\nexit 1\n`, { mode: 0o755 });
    writeFileSync(join(repo.root, '.git/hooks/pre-push'), `#!/bin/sh\ntouch '${repo.base}/canary'\n`, {
      mode: 0o755,
    });
    for (const key of ['remote.origin.receivepack', 'remote.origin.uploadpack', 'core.sshCommand'])
      repo.git('config', key, evil);
    repo.git('config', 'remote.origin.url', `ext::${evil}`);
    repo.git('config', 'remote.origin.vcs', 'ext');
    expect(await merges.publish({ base: 'main', from: first, to: next }, looseLeash)).toMatchObject({
      published: true,
    });
    repo.git('config', `url.ext::${evil} .insteadOf`, origin());
    const led = merges.publish({ base: 'main', from: first, to: next }, looseLeash);
    await expect(led).rejects.toMatchObject({ facts: { code: 'git-refused' } });
    repo.git('config', '--remove-section', `url.ext::${evil} `);
    repo.git('config', `remote.${origin()}.receivepack`, evil);
    await expect(merges.publish({ base: 'main', from: first, to: next }, looseLeash)).rejects.toMatchObject({
      facts: { code: 'git-refused' },
    });
    expect(existsSync(join(repo.base, 'canary'))).toBe(false);
    expect(atOrigin()).toBe(next);
  });

  test('without a remote moves the local base, unless somebody has it checked out', async () => {
    const taken = await repository.merges.publish({ base: 'main', from: first, to: next }, looseLeash);
    expect(taken).toEqual({
      published: false,
      moved: false,
      because: `main is checked out in ${repo.root}, which is yours to change`,
      help: `git -C '${repo.root}' merge --ff-only ${next}`,
    });
    expect(repo.git('rev-parse', 'main')).toBe(first);
    repo.git('switch', '-q', '--detach');
    expect(await repository.merges.publish({ base: 'main', from: first, to: next }, looseLeash)).toEqual({
      published: true,
      where: 'main',
    });
    expect(
      await repository.merges.publish({ base: 'main', from: first, to: next }, looseLeash),
    ).toMatchObject({
      published: true,
    });
    const stale = repo.git('commit-tree', '-p', first, '-m', 'other', `${first}^{tree}`);
    expect(
      await repository.merges.publish({ base: 'main', from: first, to: stale }, looseLeash),
    ).toMatchObject({
      published: false,
    });
    expect(repo.git('rev-parse', 'main')).toBe(next);
  });

  test('refuses what does not descend from what was there', async () => {
    const sideways = repository.merges.publish({ base: 'main', from: next, to: first }, looseLeash);
    await expect(sideways).rejects.toMatchObject({ facts: { code: 'git-refused' } });
  });
});
