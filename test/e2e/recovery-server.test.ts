import { expect, test } from 'vitest';
import { aCzar, type TestCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import {
  expectAllOnce,
  factsOf,
  journaled,
  smallProject,
  smallSteps,
  socketOf,
  untilJournaled,
} from '../support/recovery.ts';

/** Once both workers have a session of this number. */
async function killServer(czar: TestCzar, generation: number): Promise<void> {
  await untilJournaled(czar, `session ${generation} of both`, (entries) => {
    const begun = factsOf(entries, 'generation.began').map(({ generation: { number } }) => number);
    return begun.filter((number) => number === generation).length === 2;
  });
  const pid = czar.tmux('-S', socketOf(czar) ?? '', 'display-message', '-p', '#{pid}');
  process.kill(Number(pid), 'SIGKILL');
}

test('a tmux server that dies again and again is one question, and the fault of no worker', async () => {
  const czar = aCzar({
    files: smallProject(
      {
        t1: { worker: 'w1', steps: smallSteps('t1', '3s') },
        t2: { worker: 'w2', steps: smallSteps('t2', '3s') },
      },
      { restart: { max: 1, backoff: '100ms' } },
    ),
  });
  const running = czar.begin('start', '--foreground');
  await killServer(czar, 1);
  await killServer(czar, 2);
  const asked = await czar.until('the question', ({ questions }) => questions.length > 0);
  expect(asked.questions.map(({ text }) => text)).toEqual([
    'the tmux server died 2 times in 15m: no session is started',
  ]);
  await untilJournaled(czar, 'the end of all sessions', (entries) => {
    return factsOf(entries, 'generation.ended').length === 4;
  });
  expect((await czar.run('why', 'w1')).out).toContain('the tmux server died 2 times in 15m');
  expectRan(await czar.run('answer', String(asked.questions[0]?.number), 'again'), { code: 0 });
  await czar.until('both tasks merged', ({ tasks }) => tasks.every(({ status }) => status === 'merged'));
  await czar.run('stop', '--all');
  await running.ended;
  const seen = await expectAllOnce(czar, ['t1', 't2']);
  expect(seen.workers.map(({ worker, quarantined }) => [worker, quarantined])).toEqual([
    ['w1', null],
    ['w2', null],
  ]);
  const deaths = factsOf(await journaled(czar), 'server.died');
  expect(deaths).toHaveLength(2);
});
