import { expect, test } from 'vitest';
import { aCzar, type TestCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import {
  expectAllOnce,
  expectNothingTwice,
  factsOf,
  journaled,
  panesOf,
  promptsOf,
  ranOf,
  smallProject,
  socketOf,
  toTheEnd,
  untilJournaled,
} from '../support/recovery.ts';

/** Work in two commits, with a while between them. */
function inTwoParts(task: string, pause: string): string {
  return [
    `$ echo ${task} begins >> "$HOME/ran"`,
    `write ${task}.txt <<END\nfirst\nEND`,
    `commit "Begin ${task}"`,
    `pause ${pause}`,
    `$ echo ${task} ends >> "$HOME/ran"`,
    `write ${task}.txt <<END\nfirst\nsecond\nEND`,
    `commit --complete "Add ${task}"`,
  ].join('\n');
}

function twoAtWork(): TestCzar {
  return aCzar({
    files: smallProject({
      t1: { worker: 'w1', steps: inTwoParts('t1', '2s') },
      t2: { worker: 'w2', steps: inTwoParts('t2', '2s') },
    }),
  });
}

async function bothBegan(czar: TestCzar): Promise<void> {
  await untilJournaled(czar, 'a first commit of both', (entries) => {
    const seen = factsOf(entries, 'commits.seen').flatMap(({ commits }) => commits);
    return seen.filter(({ subject }) => subject.startsWith('Begin ')).length === 2;
  });
}

const doneOnce = ['t1 begins', 't1 ends', 't2 begins', 't2 ends'];

test('an agent that is killed is started anew and goes on where its commits end', async () => {
  const czar = twoAtWork();
  const running = czar.begin('start', '--until-done');
  await bothBegan(czar);
  const before = panesOf(czar);
  process.kill(before.get('w1') ?? 0, 'SIGKILL');
  expectRan(await running.ended, { code: 0 });
  const { restarts } = await expectAllOnce(czar, ['t1', 't2']);
  expect(restarts).toBe(1);
  expect(ranOf(czar)).toEqual(doneOnce);
  expect(panesOf(czar).get('w2')).toBe(before.get('w2'));
  expect(
    promptsOf(await journaled(czar))
      .map(({ session, what }) => `${session} ${what}`)
      .toSorted(),
  ).toEqual(['w1.1 opening t1.1', 'w1.2 continuation t1.1', 'w2.1 opening t2.1']);
});

test('an agent that crashes in a loop is quarantined, and its task is done by another', async () => {
  const tasks = { t1: { worker: 'w1' }, t2: { worker: 'w2' } };
  const czar = aCzar({
    files: smallProject(tasks, {
      agents: { broken: { command: 'false' } },
      workers: { w1: { agent: 'broken' }, w2: {} },
      restart: { max: 2, backoff: '100ms' },
    }),
  });
  const ran = await toTheEnd(czar);
  const seen = await czar.snapshot();
  expect(seen?.workers.map(({ worker, quarantined }) => [worker, quarantined !== null])).toEqual([
    ['w1', true],
    ['w2', false],
  ]);
  expect(seen?.questions.map(({ worker }) => worker)).toEqual(['w1']);
  expect(seen?.tasks.map(({ task, status, worker }) => `${task} ${status} ${worker ?? ''}`)).toEqual([
    't1 merged w2',
    't2 merged w2',
  ]);
  expectRan(ran, { code: 4 });
  expectNothingTwice(await journaled(czar));
});

test('a tmux server that is killed is rebuilt, and tasks go on where their commits end', async () => {
  const czar = twoAtWork();
  const running = czar.begin('start', '--until-done');
  await bothBegan(czar);
  process.kill(serverPid(czar), 'SIGKILL');
  expectRan(await running.ended, { code: 0 });
  await expectAllOnce(czar, ['t1', 't2']);
  expect(ranOf(czar)).toEqual(doneOnce);
});

test('a tmux server that is killed together with the supervisor is rebuilt by the next one', async () => {
  const czar = twoAtWork();
  const running = czar.begin('start', '--foreground');
  await bothBegan(czar);
  process.kill(running.pid, 'SIGKILL');
  process.kill(serverPid(czar), 'SIGKILL');
  await running.ended;
  expectRan(await toTheEnd(czar), { code: 0 });
  await expectAllOnce(czar, ['t1', 't2']);
  expect(ranOf(czar)).toEqual(doneOnce);
});

test('a tmux server that does not answer is unknown, and nothing is done about its sessions', async () => {
  const czar = twoAtWork();
  const running = czar.begin('start', '--until-done');
  await bothBegan(czar);
  const before = panesOf(czar);
  const server = serverPid(czar);
  process.kill(server, 'SIGSTOP');
  // Else it is noticed by the next sweep.
  await czar.run('status', '--refresh');
  const seen = await czar.until('unknown sessions', ({ workers }) =>
    workers.every(({ activity }) => activity === 'unknown'),
  );
  expect(seen.workers.map(({ generation }) => generation)).toEqual([1, 1]);
  process.kill(server, 'SIGCONT');
  expectRan(await running.ended, { code: 0 });
  const { restarts } = await expectAllOnce(czar, ['t1', 't2']);
  expect(restarts).toBe(0);
  expect(panesOf(czar)).toEqual(before);
  expect(ranOf(czar)).toEqual(doneOnce);
});

function serverPid(czar: TestCzar): number {
  return Number(czar.tmux('-S', socketOf(czar) ?? '', 'display-message', '-p', '#{pid}'));
}
