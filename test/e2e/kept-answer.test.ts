import { expect, test } from 'vitest';
import { aCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import { smallProject } from '../support/recovery.ts';

test('a start does not show a question as open whose answer was left while nobody ran', async () => {
  const steps = '@question Which colour?\nwrite t1.txt <<END\nt1\nEND\ncommit --complete "Add t1"';
  const czar = aCzar({ files: smallProject({ t1: { worker: 'w1', steps } }) });
  expectRan(await czar.run('start', '--no-wait'), { code: 0 });
  const { questions } = await czar.until('it asks', (snapshot) => snapshot.questions.length > 0);
  expectRan(await czar.run('stop'), { code: 0 });
  expectRan(await czar.run('answer', String(questions[0]?.number), 'blue'), { code: 0, out: 'kept' });
  const started = await czar.run('start');
  expect(started.out).not.toContain('question');
  expect(started.out).not.toContain('Which colour?');
  expectRan(started, { code: 0 });
  await czar.until('t1 is merged', ({ counts }) => counts.merged === 1);
  expectRan(await czar.run('stop', '--all'), { code: 0, out: 'every session ended' });
});
