import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, demoTask, taskOf, workerOf, type Shop } from '../support/czar-shop.ts';
import { promptsOf, ranOf, smallProject, untilJournaled } from '../support/recovery.ts';
import { until } from '../support/until.ts';

const health = { quiet: '2s', coolDown: '1s' };
const frozen = (name: string): string =>
  demoTask(
    `$ echo ${name} > ${name}.txt`,
    `commit "Half of ${name}"`,
    `$ echo more > ${name}.tmp`,
    '@freeze',
  );
const quick = (name: string): string =>
  demoTask(`$ echo ${name} > ${name}.txt`, `commit --complete "Add ${name}"`);

/** As people write: comments, own keys, four blanks, several entries in one line. */
const queue = `{
    // what we want this week
    "owner": "the shop team",
    "primary_tasks": {
        "back":   { "status": "pending", "priority": 1, "estimate": "2d" },
        "called": { "status": "pending", "priority": 1 }, "gone": { "status": "pending", "priority": 1 },

        "done":   { "status": "pending", "priority": 1 },
        "first":  { "status": "pending", "priority": 1 /* small */ },
        "told":   { "status": "pending", "priority": 1 }
    },
    "bonus_tasks": {
        "after": { "assignee": null, "status": "pending", "priority": 1, "depends_on": ["called"] },
        "held":  { "assignee": "first", "status": "pending", "priority": 1, "hold": true }
    }
}
`;

/** Sets a field in the file as an editor does: reads, changes a few characters, writes. */
function edit(shop: Shop, task: string, change: readonly [field: string, value: string]): void {
  const [field, value] = change;
  const place = new RegExp(`("${task}":\\s*\\{[^}]*?"${field}":\\s*)("[^"]*"|[^,}\\s]+)`);
  const text = shop.read('work-queue.json');
  expect(text).toMatch(place);
  shop.write('work-queue.json', text.replace(place, `$1${value}`));
}

function statusInFile(shop: Shop, task: string): string | undefined {
  return new RegExp(`"${task}":\\s*\\{[^}]*?"status":\\s*"(\\w+)"`).exec(shop.read('work-queue.json'))?.[1];
}

async function fileSays(shop: Shop, statuses: Readonly<Record<string, string>>): Promise<void> {
  await until(() => Object.entries(statuses).every(([task, status]) => statusInFile(shop, task) === status), {
    what: `the file to say ${JSON.stringify(statuses)}`,
  });
}

function checkout(shop: Shop): unknown {
  return {
    head: shop.git('rev-parse', 'HEAD'),
    branch: shop.git('symbolic-ref', 'HEAD'),
    index: shop.git('ls-files', '--stage'),
    stash: shop.git('stash', 'list'),
    status: shop.git('status', '--porcelain').replace(/^ ?M (work-queue\.json|tasks\/told\.md)\n?/gm, ''),
  };
}

async function underWay(shop: Shop, ...tasks: readonly string[]): Promise<void> {
  await shop.sees(`${tasks.join(', ')} to be under way`, (seen) =>
    tasks.every((task) => (taskOf(seen, task)?.commits ?? 0) > 0),
  );
}

test('what a person writes into the queue while it runs is done, and nothing else is touched', async () => {
  const shop = aShop({
    tasks: {
      back: frozen('back'),
      called: frozen('called'),
      gone: frozen('gone'),
      done: frozen('done'),
      first: quick('first'),
      told: demoTask('commit "Half of told"', '@freeze 4s', '$ false', 'commit --complete "Add told"'),
    },
    config: { writeBack: true, health },
    files: {
      'work-queue.json': queue,
      'tasks/after.md': quick('after'),
      'tasks/held.md': quick('held'),
      'tasks/added.md': quick('added'),
      'notes.txt': 'one\n',
    },
  });
  shop.write('notes.txt', 'stashed\n');
  shop.git('stash');
  shop.write('notes.txt', 'staged\n');
  shop.git('add', 'notes.txt');
  shop.write('notes.txt', 'changed\n');
  shop.write('own.txt', 'untracked\n');
  const before = checkout(shop);

  await shop.start();
  await shop.merged('first');
  await underWay(shop, 'back', 'called', 'gone', 'done', 'told');
  await fileSays(shop, { back: 'in_progress', called: 'in_progress', first: 'merged', done: 'in_progress' });
  shop.write('tasks/told.md', demoTask('say The new text.', 'commit --complete "Add told"'));
  edit(shop, 'back', ['status', '"pending"']);
  edit(shop, 'called', ['status', '"cancelled"']);
  edit(shop, 'done', ['status', '"complete"']);
  edit(shop, 'first', ['status', '"pending"']);
  edit(shop, 'held', ['hold', 'false']);

  await shop.merged('done', 'held', 'told');
  await fileSays(shop, { first: 'merged', done: 'merged', back: 'in_progress' });
  const seen = await shop.sees('the second attempt', (one) => taskOf(one, 'back')?.attempt === 2);
  expect(taskOf(seen, 'called')?.status).toBe('cancelled');
  expect(taskOf(seen, 'first')).toMatchObject({ status: 'merged', attempt: 1 });
  expect(shop.decisions()).toContain('add a follow-up task');
  expect(shop.injections('told', 'text')).toHaveLength(1);
  await interruptedAndSaved(shop);
  await dependantAsks(shop);
  await entriesComeAndGo(shop);

  const plain = (text: string): string => text.replace(/"status": "\w+"/g, '"status"');
  expect(plain(shop.read('work-queue.json'))).toBe(
    plain(queue)
      .replace(', "gone": { "status", "priority": 1 }', '')
      .replace('"hold": true }', '"hold": false },\n        "added": { "status", "priority": 7 }'),
  );
  expect(checkout(shop)).toEqual(before);
});

/** What lay in the worktree is kept, and the branch too. */
async function interruptedAndSaved(shop: Shop): Promise<void> {
  const ref = await until(
    () =>
      shop
        .git('for-each-ref', '--format=%(refname)', 'refs/czar')
        .split('\n')
        .find((name) => name.includes('/saved/back/1/')),
    { what: 'the saved work of back' },
  );
  expect(shop.git('ls-tree', '--name-only', ref)).toContain('back.tmp');
  expect(shop.subjects('feat/shop-called')).toContain('Half of called');
}

async function dependantAsks(shop: Shop): Promise<void> {
  const lost = await shop.asked('dependency-lost', 'after');
  expectRan(await shop.run('answer', String(lost.number), 'drop'), { code: 0 });
  await shop.merged('after');
}

async function entriesComeAndGo(shop: Shop): Promise<void> {
  await fileSays(shop, { after: 'merged', held: 'merged', called: 'cancelled', told: 'merged' });
  const text = shop.read('work-queue.json');
  shop.write(
    'work-queue.json',
    text
      .replace(/, "gone": \{[^}]*\}/, '')
      .replace(/("hold": false \})/, '$1,\n        "added": { "status": "pending", "priority": 7 }'),
  );
  await shop.sees('the task without an entry to be cancelled', (one) => {
    const gone = taskOf(one, 'gone');
    return gone === undefined || gone.status === 'cancelled';
  });
  await shop.merged('added');
  expect(shop.subjects('feat/shop-gone')).toContain('Half of gone');
  await fileSays(shop, { added: 'merged' });
}

/** Waits until the test lets it go on. */
const untilGo = '$ until test -e "$HOME/go"; do sleep 0.1; done';

const plainQueue = (names: readonly string[]): string =>
  `${JSON.stringify(
    {
      primary_tasks: Object.fromEntries(names.map((name) => [name, { status: 'pending', priority: 1 }])),
      bonus_tasks: {},
    },
    null,
    2,
  )}\n`;

const breakIt = '{\n  "primary_tasks": {\n    "one" { "status": "pending" }\n  }\n}\n';

test('broken files change nothing: the last good ones stay in force, and are not written to', async () => {
  const shop = aShop({
    tasks: {
      one: demoTask('commit "Begin one"', untilGo, 'commit --complete "Add one"'),
      two: demoTask('commit "Begin two"', untilGo, 'commit --complete "Add two"'),
      meddler: demoTask(
        '$ echo "{}" > work-queue.json; echo "{" > czar.config.json; rm tasks/one.md',
        'commit --complete "Meddle"',
      ),
    },
    config: { writeBack: true, health, checks: [{ name: 'fine', run: 'true' }] },
    files: {
      'dependencies.json': '{\n  "one": { "blocks": [], "blocked_by": [], "status": "waiting" }\n}\n',
    },
  });
  await shop.start();
  await shop.merged('meddler');
  await underWay(shop, 'one', 'two');
  await fileSays(shop, { one: 'in_progress', two: 'in_progress', meddler: 'merged' });
  const good = {
    queue: shop.read('work-queue.json'),
    dependencies: shop.read('dependencies.json'),
    config: shop.read('czar.config.json'),
  };
  shop.write('work-queue.json', breakIt);
  shop.write('dependencies.json', '{\n  "one": {\n    "blocks": nothing\n  }\n}\n');
  shop.write('czar.config.json', '{\n  "checks": [ { "name": "broken", "run": "false" ]\n}\n');
  const broken = await shop.sees(
    'three problems',
    ({ problems }) => new Set(problems.map(({ file }) => file)).size === 3,
  );
  expect(broken.problems).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ file: 'work-queue.json', line: 3 }),
      expect.objectContaining({ file: 'dependencies.json', line: 3 }),
      expect.objectContaining({ file: 'czar.config.json', line: 2 }),
    ]),
  );
  expectRan(await shop.run('status'), { code: 0, out: /work-queue\.json:3:\d+/ });
  shop.write('../home/go', '');
  const merged = await shop.merged('one', 'two');
  expect(merged.tasks).toHaveLength(3);
  expect(shop.read('work-queue.json')).toBe(breakIt);
  shop.write('dependencies.json', good.dependencies);
  shop.write('czar.config.json', good.config);
  shop.write('work-queue.json', good.queue);
  await shop.sees('no problem', ({ problems }) => problems.length === 0);
  await fileSays(shop, { one: 'merged', two: 'merged' });
});

test('a queue that looks turned back is asked about once, and cycles are named', async () => {
  const names = ['one', 'two', 'three'];
  const shop = aShop({
    tasks: { one: quick('one'), two: quick('two'), three: frozen('three') },
    config: { writeBack: true, health },
    files: { 'tasks/ring.md': quick('ring'), 'tasks/rang.md': quick('rang') },
  });
  const first = plainQueue(names);
  expect(shop.read('work-queue.json')).toBe(first);
  await shop.start();
  await shop.merged('one', 'two');
  await underWay(shop, 'three');
  await fileSays(shop, { one: 'merged', two: 'merged', three: 'in_progress' });
  const good = shop.read('work-queue.json');

  shop.git('checkout', '--', 'work-queue.json');
  const back = await shop.asked('files-turned-back', null);
  expect(
    workerOf(await shop.sees('one question', ({ questions }) => questions.length === 1), 'three')?.generation,
  ).toBe(1);
  expectRan(await shop.run('answer', String(back.number), 'keep'), { code: 0 });
  await fileSays(shop, { one: 'merged', two: 'merged' });
  await shop.sees('no question', ({ questions }) => questions.length === 0);

  shop.write('work-queue.json', '{ "primary_tasks": {}, "bonus_tasks": {} }\n');
  await shop.asked('files-turned-back', null);
  rmSync(`${shop.root}/work-queue.json`);
  const missing = await shop.sees('one question', ({ questions }) => questions.length === 1);
  expect(taskOf(missing, 'three')?.status).not.toBe('cancelled');
  shop.write('work-queue.json', good);
  await shop.sees('the question to go by itself', ({ questions }) => questions.length === 0);

  const cycle = { status: 'pending', priority: 1 };
  const bonus = { ring: { ...cycle, depends_on: ['rang'] }, rang: { ...cycle, depends_on: ['ring'] } };
  shop.write('work-queue.json', good.replace('"bonus_tasks": {}', `"bonus_tasks": ${JSON.stringify(bonus)}`));
  await shop.sees('the cycle', ({ problems }) =>
    problems.some(({ message }) => /ring → rang|rang → ring/.test(message)),
  );
  shop.write('work-queue.json', shop.read('work-queue.json').replace('["ring"]', '[]'));
  await shop.merged('rang', 'ring');
});

test('priority, assignee and config are read live', async () => {
  const shop = aShop({
    tasks: {
      one: demoTask('commit "Half of one"', untilGo, 'commit --complete "Add one"'),
      two: frozen('two'),
    },
    config: { health },
    files: {
      'work-queue.json': `${JSON.stringify(
        {
          primary_tasks: { one: { status: 'pending', priority: 1 }, two: { status: 'pending', priority: 1 } },
          bonus_tasks: {
            sooner: { assignee: 'one', status: 'pending', priority: 5 },
            later: { assignee: 'one', status: 'pending', priority: 4 },
            moved: { assignee: 'two', status: 'pending', priority: 6 },
          },
        },
        null,
        2,
      )}\n`,
      ...Object.fromEntries(['sooner', 'later', 'moved'].map((name) => [`tasks/${name}.md`, quick(name)])),
    },
  });
  await shop.start();
  await underWay(shop, 'one', 'two');
  const checks = [{ name: 'seen', run: 'echo run >> "$HOME/checked"' }];
  shop.configure({ project: 'other', checks, health: { ...health, slow: '1s' } });
  await shop.accept();
  await shop.sees('the new threshold', (seen) => workerOf(seen, 'two')?.health === 'slow');
  await shop.sees('what waits for the next start', ({ problems }) =>
    problems.some(({ message }) => message.includes('takes effect at the next start')),
  );
  edit(shop, 'sooner', ['priority', '2']);
  edit(shop, 'moved', ['assignee', '"one"']);
  await shop.sees(
    'the edits',
    (seen) => taskOf(seen, 'sooner')?.priority === 2 && taskOf(seen, 'moved')?.assignee === 'one',
  );
  shop.write('../home/go', '');
  const seen = await shop.merged('one', 'sooner', 'later', 'moved');
  expect(seen.project).toBe('shop');
  expect(taskOf(seen, 'moved')?.worker).toBe('one');
  const merges = ['sooner', 'later', 'moved'].map(
    (task) => seen.pullRequests.find((pr) => pr.task === task)?.number ?? 0,
  );
  expect(merges).toEqual(merges.toSorted((a, b) => a - b));
  expect(seen.pullRequests.find(({ task }) => task === 'sooner')?.checks).toMatchObject([
    { name: 'seen', verdict: 'passed' },
  ]);
  expect(shop.read('../home/checked')).toContain('run\n');
});

test('a changed set-up reaches a worker between two tasks, and one that fails is asked about', async () => {
  const says = (task: string): string =>
    `$ cat .env >> "$HOME/ran"\nwrite ${task}.txt <<END\n${task}\nEND\npause 1s\ncommit --complete "Add ${task}"`;
  const czar = aCzar({
    files: smallProject(
      {
        t1: { worker: 'w1', steps: says('t1') },
        t2: { worker: 'w1', after: ['t1'], steps: says('t2') },
      },
      { setup: { run: 'test ! -e "$HOME/broken" || { echo no network; exit 1; }' } },
    ),
  });
  const env = join(czar.root, '.env');
  writeFileSync(env, 'one\n');
  const running = czar.begin('start', '--until-done');
  await untilJournaled(czar, 't1 under way', (entries) => promptsOf(entries).length === 1);
  await until(() => ranOf(czar).length === 1, { what: 'the agent to read its .env' });
  writeFileSync(env, 'two\n');
  writeFileSync(join(czar.base, 'home/broken'), '');
  expectRan(await running.ended, { code: 4 });
  expectRan(await czar.run('needs'), { code: 0, out: 'no network' });
  expect(ranOf(czar)).toEqual(['one']);
  rmSync(join(czar.base, 'home/broken'));
  expectRan(await czar.run('answer', '1', 'again'), { code: 0 });
  expectRan(await czar.run('start', '--until-done'), { code: 0 });
  expect(ranOf(czar)).toEqual(['one', 'two']);
});
