import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { NetworkFault } from '../github/fault-proxy.ts';
import { demoTask, type Shop } from '../support/czar-shop.ts';
import { onGitHub, type OnGitHub } from '../support/github-shop.ts';
import { until } from '../support/until.ts';
const TASKS = ['engineer1', 'engineer2'] as const;
const work = (n: number): string => demoTask(`$ echo ${n} > ${n}.txt`, `commit --complete "Work ${n}"`);

/** Whoever sends such a request is killed before it is answered; GitHub has done it by then, or never gets it. */
interface Trap {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly isDone: boolean;
}

/** In the order in which requests of one kind meet them. */
const TRAPS: readonly Trap[] = [
  { name: 'create, before', method: 'POST', path: /\/pulls$/, isDone: false },
  { name: 'create, after', method: 'POST', path: /\/pulls$/, isDone: true },
  { name: 'label, after', method: 'POST', path: /\/labels$/, isDone: true },
  { name: 'review, before', method: 'POST', path: /\/pulls\/\d+\/reviews$/, isDone: false },
  { name: 'review as a status, after', method: 'POST', path: /\/statuses\/\w+$/, isDone: true },
  { name: 'review as a comment, before', method: 'POST', path: /\/comments$/, isDone: false },
  { name: 'review as a comment, after', method: 'POST', path: /\/comments$/, isDone: true },
  { name: 'merge call, before', method: 'PUT', path: /\/merge$/, isDone: false },
  { name: 'merge call, after', method: 'PUT', path: /\/merge$/, isDone: true },
];
/** The remote itself kills whoever removes a branch there: before it is removed, and after. */
const CLEANUPS = ['pre-receive', 'post-receive'] as const;

/** Two tasks from their texts to the omnibus, where only GitHub may merge. Gives which traps were met. */
async function run(
  on: OnGitHub,
  traps: readonly Trap[],
  hooks: readonly string[],
): Promise<readonly string[]> {
  const { shop, github, proxy } = on;
  const { bare } = github.state;
  const left = [...traps];
  const met: string[] = [];
  let current = 0;
  shop.git('push', '-q', 'origin', 'main:refs/heads/omnibus/shop');
  bare.protect('omnibus/shop');
  const pidFile = setHooks(shop, bare.dir, hooks);
  proxy.wrong = ({ method, path }): NetworkFault | null => {
    const trap = left.find((one) => one.method === method && one.path.test(path.split('?')[0] ?? ''));
    if (trap === undefined) return null;
    left.splice(left.indexOf(trap), 1);
    met.push(trap.name);
    process.kill(current, 'SIGKILL');
    return { kind: trap.isDone ? 'done-then-drop' : 'drop' };
  };
  for (let lives = 0; lives <= traps.length + hooks.length; lives += 1) {
    const supervisor = shop.begin('start', '--foreground');
    current = supervisor.pid;
    writeFileSync(pidFile, String(current));
    let isOver = false;
    void supervisor.ended.then(() => {
      isOver = true;
    });
    await until(() => isOver || isAllDone(on), { what: `the end of life ${lives + 1}` });
    if (!isOver) return [...met, ...hooks.filter((hook) => !existsSync(join(shop.base, hook)))];
  }
  throw new Error(`it dies more often than it is killed; met: ${met.join(', ')}`);
}

/** Each kills once, whoever its file says is the supervisor. */
function setHooks(shop: Shop, dir: string, hooks: readonly string[]): string {
  const pidFile = join(shop.base, 'supervisor.pid');
  mkdirSync(join(dir, 'hooks'), { recursive: true });
  for (const hook of hooks) {
    const trap = join(shop.base, hook);
    writeFileSync(trap, '');
    const script = [
      '#!/bin/sh',
      'while read -r old new ref; do',
      `  case "$new $ref" in 00000000*feat/*) [ -e '${trap}' ] && rm '${trap}' && kill -9 "$(cat '${pidFile}')";; esac`,
      'done',
      'exit 0',
    ];
    const path = join(dir, 'hooks', hook);
    writeFileSync(path, `${script.join('\n')}\n`);
    chmodSync(path, 0o755);
  }
  return pidFile;
}

function isAllDone(on: OnGitHub): boolean {
  const seen = on.shop.picture();
  if (seen === null || seen.integration.omnibusState !== 'ready') return false;
  const isMerged = TASKS.every((task) =>
    seen.tasks.some((row) => row.task === task && row.status === 'merged'),
  );
  return (
    isMerged &&
    branchesAt(on).every((branch) => !branch.startsWith('feat/')) &&
    ownBranches(on.shop).length === 0
  );
}

function branchesAt({ github }: OnGitHub): readonly string[] {
  const { dir } = github.state.bare;
  const args = ['--git-dir', dir, 'for-each-ref', '--format=%(refname:short)', 'refs/heads'];
  return execFileSync('git', args, { encoding: 'utf8' }).trim().split('\n');
}

function ownBranches(shop: Shop): readonly string[] {
  return shop.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/feat').split('\n').filter(Boolean);
}

/** No numbers of pull requests, hashes or times. */
function worldAfter(on: OnGitHub): object {
  const { shop, github } = on;
  const { state } = github;
  const tip = state.bare.tip('omnibus/shop') ?? '';
  const pulls = [...state.pulls.values()].map((pull) => {
    const said = [...pull.reviews, ...pull.comments].map(({ body }) => /czar-review/.test(body));
    const merged = pull.mergeSha !== null && state.bare.contains(pull.headSha, pull.mergeSha);
    return `${pull.head} ${pull.state} merged ${merged}, ${said.filter(Boolean).length} reviews of ${said.length} texts, ${[...pull.labels].join(' ')}`;
  });
  const inTip = (file: string): string => shop.git('show', `${tip}:${file}`);
  return {
    pulls: pulls.toSorted(),
    remote: branchesAt(on),
    local: shop.git('rev-parse', 'omnibus/shop') === tip,
    merges: shop
      .git('log', '--first-parent', '--format=%s', tip)
      .replace(/#\d+/g, '#')
      .split('\n')
      .toSorted(),
    files: TASKS.map((_task, at) => inTip(`${at + 1}.txt`)),
    refs: shop
      .git('for-each-ref', '--format=%(refname)', 'refs/czar')
      .split('\n')
      .map((ref) => ref.replace(/refs\/czar\/\w+\//, '')),
    told: TASKS.map((task) =>
      shop.injections(task).map((line) => / kind=(\S+) verdict=(\S+)/.exec(line)?.slice(1)),
    ),
    asked: shop.picture()?.questions.map(({ text }) => text),
  };
}

async function aWorld(traps: readonly Trap[], hooks: readonly string[]) {
  const on = await onGitHub({ engineer1: work(1), engineer2: work(2) });
  const reviewer = join(on.shop.base, 'review.sh');
  const says = `id=$(head -n 1 | sed 's/.*"id":"\\([0-9a-f]*\\)".*/\\1/'); echo "{\\"id\\": \\"$id\\", \\"verdict\\": \\"approve\\", \\"findings\\": []}"`;
  writeFileSync(reviewer, `#!/bin/sh\n${says}\n`, { mode: 0o755 });
  on.shop.configure({
    forge: 'github',
    ci: { appearWithin: '1s' },
    github: { baseUrl: on.proxy.baseUrl },
    review: { by: 'command', command: [reviewer] },
  });
  const met = await run(on, traps, hooks);
  expect(on.github.wrong).toEqual([]);
  return { met, world: worldAfter(on) };
}

test('killed while it creates, reviews, merges and cleans up at GitHub, a supervisor leaves what one leaves that was never killed', async () => {
  const undisturbed = await aWorld([], []);
  const killed = await aWorld(TRAPS, CLEANUPS);
  expect(killed.met.toSorted()).toEqual([...TRAPS.map(({ name }) => name), ...CLEANUPS].toSorted());
  expect(killed.world).toEqual(undisturbed.world);
});
