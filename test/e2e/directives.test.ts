import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, block, demoTask, taskOf, workerOf, type Shop } from '../support/czar-shop.ts';

const quickly = { quiet: '2s', coolDown: '1s' };
const demo = (flags: string): object => ({ kind: 'demo', env: { CZAR_DEMO: flags } });

function file(name: string): readonly string[] {
  return [`$ echo ${name} > ${name}.txt`, `commit --complete "Add ${name}"`];
}

test('agents that are awkward but work are brought to the end without anyone', async () => {
  const shop = aShop({
    tasks: {
      flood: demoTask('@flood 3MB', ...file('flood')),
      limit: demoTask('commit "Begin limit"', '@limit 5s', ...file('limit')),
      leftovers: demoTask('@leftovers notes.tmp', ...file('leftovers')),
      branch: demoTask('@other-branch', ...file('branch')),
      forge: demoTask('@forge-marker', '$ test -e go || exit 1', ...file('forge')),
      crash: demoTask('commit "Begin crash"', '@crash once 7', ...file('crash')),
      hushed: demoTask('@no-events', ...file('hushed')),
      mute: demoTask('commit "Begin mute"', 'pause 8s', ...file('mute')),
      deaf: demoTask(...file('deaf')),
      late: demoTask(...file('late')),
    },
    config: {
      workers: {
        ...Object.fromEntries(
          ['flood', 'leftovers', 'branch', 'forge', 'crash', 'hushed'].map((name) => [name, {}]),
        ),
        limit: { agent: 'limit' },
        mute: { agent: 'mute' },
        deaf: { agent: 'deaf' },
        late: { agent: 'late' },
      },
      agents: {
        limit: { kind: 'demo', account: 'small' },
        mute: demo('no-events'),
        deaf: demo('swallow-first-enter'),
        late: demo('slow-start=4s'),
      },
      health: quickly,
      restart: { backoff: '100ms' },
      keep: { logs: '1MB' },
    },
  });
  expectRan(await shop.run('add', 'next-one', '--worker', 'leftovers', '--text', demoTask(...file('next'))), {
    code: 0,
  });
  await shop.start();
  await shop.sees('the limit', (one) => workerOf(one, 'limit')?.activity === 'limited');
  await shop.merged(
    'flood',
    'limit',
    'leftovers',
    'branch',
    'crash',
    'hushed',
    'mute',
    'deaf',
    'late',
    'next-one',
  );

  expect(shop.injections('deaf', 'opening').join()).toMatch(/^[^,]*verdict=confirmed[^,]*$/);
  expect(shop.injections('mute', 'opening').join()).toMatch(
    /^[^,]*verdict=unverified[^,]*,[^,]*verdict=confirmed[^,]*$/,
  );
  expect(shop.decisions()).toMatch(/mute got d-[0-9a-f]+: it committed since/);
  expect(statSync(join(shop.root, 'status/logs/flood.1.log')).size).toBeLessThan(1_100_000);
  expect(shop.decisions()).toContain('status 7');
  // Its screen says that it is done, its branch does not.
  const seen = await shop.sees('what is asked', ({ questions }) =>
    questions.some(({ task }) => task === 'forge'),
  );
  expect(shop.screen('forge')).toContain('TASK_COMPLETE');
  expect(taskOf(seen, 'forge')).toMatchObject({ status: 'needs_human', commits: 0 });
  expect(shop.injections('forge', 'marker')).toHaveLength(1);
  expect(workerOf(seen, 'crash')).toMatchObject({ restarts: 1, generation: 2 });
  expect(shop.git('ls-tree', '--name-only', 'omnibus/shop')).not.toContain('notes.tmp');
  const saved = shop.git('for-each-ref', '--format=%(refname)', 'refs/czar');
  expect(saved).toMatch(/^refs\/czar\/[^/]+\/saved\/leftovers\/1\/1$/m);
  expect(
    shop.git('ls-tree', '--name-only', saved.split('\n').find((ref) => ref.includes('/leftovers/')) ?? ''),
  ).toContain('notes.tmp');
  expect(shop.git('log', '--format=%s', 'omnibus/shop').split('\n')).toContain('Add branch');
});

test('agents that ask are answered by a person', async () => {
  const shop = aShop({
    tasks: {
      permission: demoTask('@permission May I?', ...file('permission')),
      question: demoTask('@question Which colour?', ...file('question')),
      blocked: demoTask('@blocked Which size?') + block('demo answer', file('blocked')),
      unmarked: demoTask('@no-marker', 'commit "Half"'),
      trust: demoTask(...file('trust')),
    },
    config: {
      workers: { permission: {}, question: {}, blocked: {}, unmarked: {}, trust: { agent: 'wary' } },
      agents: { wary: demo('trust-dialog') },
      health: quickly,
    },
  });
  await shop.start();
  const may = await shop.asked('agent-asks', 'permission');
  expect(may.text).toContain('May I?');
  const colour = await shop.asked('agent-asks', 'question');
  const size = await shop.asked('task-blocked', 'blocked');
  await shop.asked('agent-asks', 'trust');
  const needs = await shop.run('needs');
  for (const says of ['May I?', 'Which colour?', 'Which size?']) expectRan(needs, { code: 0, out: says });
  shop.keys('permission', 'y');
  shop.keys('trust', 'y');
  expectRan(await shop.run('answer', String(colour.number), 'blue'), { code: 0 });
  expectRan(await shop.run('answer', String(size.number), 'large'), { code: 0 });
  const seen = await shop.merged('permission', 'question', 'blocked', 'trust');
  expect(seen.questions.filter(({ topic }) => topic === 'agent-asks')).toEqual([]);
  await unmarkedIsRemindedOnce(shop);
});

test('dialogs are answered from outside, trusted or denied as the config says', async () => {
  const shop = aShop({
    tasks: {
      yes: demoTask('@permission May I write?', ...file('yes')),
      no: demoTask('@permission May I rm -rf build?', ...file('no')) + block('demo message', file('no')),
      denied:
        demoTask('@permission May I, at night?', ...file('denied')) + block('demo message', file('denied')),
      trusted: demoTask(...file('trusted')),
    },
    config: {
      workers: { yes: {}, no: {}, denied: { agent: 'lonely' }, trusted: { agent: 'wary' } },
      agents: {
        demo: {},
        lonely: { kind: 'demo', onPrompt: 'deny', promptTimeout: '1s' },
        wary: { ...demo('trust-dialog'), trust: true },
      },
      health: quickly,
    },
  });
  await shop.start();
  const yes = await shop.asked('agent-asks', 'yes');
  expect(yes.choices.map(({ key }) => key)).toEqual(['yes', 'no', 'answered']);
  const no = await shop.asked('agent-asks', 'no');
  expect(no.text).toContain('(looks destructive) permission: May I rm -rf build?');
  expectRan(await shop.run('needs'), { code: 0, out: `czar answer ${no.number} no` });
  expectRan(await shop.run('answer', String(yes.number), 'maybe'), { code: 2, err: 'yes, no, answered' });
  expectRan(await shop.run('answer', String(yes.number), 'yes'), { code: 0 });
  expectRan(await shop.run('answer', String(no.number), 'no'), { code: 0 });
  await shop.run('nudge', 'no', 'Do without.');
  const seen = await shop.merged('yes', 'no', 'denied', 'trusted');
  expect(seen.questions.filter(({ topic }) => topic === 'agent-asks')).toEqual([]);
  expect(shop.decisions()).toMatch(/the dialog of denied is answered .*No.*: nobody answered it in time/);
  expect(shop.decisions()).toMatch(
    /the dialog of trusted is answered .*Yes.*: its own worktree may be trusted/,
  );
  expect(shop.injections('denied', 'notice')).toHaveLength(1);
});

async function unmarkedIsRemindedOnce(shop: Shop): Promise<void> {
  await shop.sees('a question about the unfinished task', ({ questions }) =>
    questions.some(({ task, worker }) => task === 'unmarked' || worker === 'unmarked'),
  );
  expect(shop.injections('unmarked', 'marker')).toHaveLength(1);
}

test('agents that hang or crash for ever are helped, restarted, and brought before a person', async () => {
  const shop = aShop({
    tasks: {
      freeze: demoTask('@freeze', ...file('freeze')),
      silent: demoTask('@silent', ...file('silent')),
      loop: demoTask(...file('loop')),
    },
    config: {
      workers: { freeze: {}, silent: {}, loop: { agent: 'doomed' } },
      agents: { doomed: demo('crash-loop') },
      // Help has six seconds for its turn, once the reminder is judged: where it cannot be given a restart comes without it.
      health: { slow: '1s', stuck: '12s', quiet: '2s', coolDown: '6s' },
      restart: { max: 2, backoff: '100ms' },
    },
  });
  await shop.start();
  const quarantine = await shop.asked('quarantined', 'loop');
  expect(quarantine.text).toContain('out of service');
  await shop.asked('stuck', 'freeze');
  await shop.asked('stuck', 'silent');
  expect(shop.injections('freeze', 'remind').length).toBeGreaterThan(0);
  expect(shop.injections('freeze', 'help').length).toBeGreaterThan(0);
  const seen = await shop.sees('the quarantine', (one) => workerOf(one, 'loop')?.quarantined !== null);
  expect(workerOf(seen, 'freeze')?.generation).toBeGreaterThan(1);
});
