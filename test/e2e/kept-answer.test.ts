import { expect, test } from 'vitest';
import { readSnapshot, writeSnapshot } from '../../src/adapters/door/snapshot-file.ts';
import { aCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import { journalDirOf, smallProject } from '../support/recovery.ts';
import { until } from '../support/until.ts';

test('a start does not show a question as open whose answer was left while nobody ran', async () => {
  const steps = '@question Which colour?\nwrite t1.txt <<END\nt1\nEND\ncommit --complete "Add t1"';
  const czar = aCzar({ files: smallProject({ t1: { worker: 'w1', steps } }) });
  expectRan(await czar.run('start', '--no-wait'), { code: 0 });
  const { questions } = await czar.until('it asks', (snapshot) => snapshot.questions.length > 0);
  expectRan(await czar.run('stop'), { code: 0 });
  const number = String(questions[0]?.number);
  expectRan(await czar.run('answer', number, 'blue'), { code: 0, out: 'kept' });
  expectRan(await czar.run('answer', number, 'red'), { code: 3, err: 'it is answered "blue"' });
  expectRan(await czar.run('status'), { code: 0, out: 'answered, waits for the start' });
  const started = await czar.run('start');
  expect(started.out).not.toContain('question');
  expect(started.out).not.toContain('Which colour?');
  expectRan(started, { code: 0 });
  await czar.until('t1 is merged', ({ counts }) => counts.merged === 1);
  expectRan(await czar.run('stop', '--all'), { code: 0, out: 'every session ended' });
});

test('a question that was asked right before its supervisor was killed can be answered all the same', async () => {
  const steps = '@question Which colour?\nwrite t1.txt <<END\nt1\nEND\ncommit --complete "Add t1"';
  const czar = aCzar({ files: smallProject({ t1: { worker: 'w1', steps } }) });
  expectRan(await czar.run('start', '--no-wait'), { code: 0 });
  await czar.until('it asks', ({ questions }) => questions.length > 0);
  process.kill((await czar.supervisor()) ?? 0, 'SIGKILL');
  await until(async () => (await czar.run('status', '--check')).code === 3, {
    what: 'nobody runs',
  });
  await forgetQuestions(journalDirOf(czar) ?? '');
  expect((await czar.snapshot())?.questions).toEqual([]);
  expectRan(await czar.run('needs'), { code: 0, out: 'Which colour?' });
  expectRan(await czar.run('answer', '1', 'blue'), { code: 0, out: 'kept' });
  expectRan(await czar.run('start', '--until-done'), { code: 0 });
  await czar.until('t1 is merged', ({ counts }) => counts.merged === 1);
});

/** As if the picture with the question had not been written yet. */
async function forgetQuestions(journalDir: string): Promise<void> {
  const snapshot = await readSnapshot(journalDir);
  if (snapshot === null) throw new Error('there is no picture');
  await writeSnapshot(journalDir, { ...snapshot, questions: [] });
}
