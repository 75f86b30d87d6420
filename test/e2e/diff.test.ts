import { expect, test } from 'vitest';
import { aCzar, type TestCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import { smallProject } from '../support/recovery.ts';

const begins = 'write t1.txt <<END\nhalf\nEND\ncommit "Begin t1"\n@freeze';

async function attemptOf(
  czar: TestCzar,
  number: number,
  isThere: (commits: number) => boolean,
): Promise<void> {
  await czar.until(
    `attempt ${number}`,
    ({ tasks: [task] }) => task?.attempt === number && isThere(task.commits),
  );
}

test('what is shown of a task that is tried again is the work on its branch, and without any where it is kept', async () => {
  const czar = aCzar({ files: smallProject({ t1: { worker: 'w1', steps: begins } }) });
  await czar.run('start');
  await attemptOf(czar, 1, (commits) => commits === 1);
  expectRan(await czar.run('retry', 't1'), { code: 0 });
  await attemptOf(czar, 2, () => true);
  expectRan(await czar.run('diff', 't1'), { code: 0, out: '+half' });
  czar.write('tasks/t1.md', '# Task t1\n\n```demo\n@freeze\n```\n');
  expectRan(await czar.run('retry', 't1', '--fresh'), { code: 0 });
  await attemptOf(czar, 3, (commits) => commits === 0);
  const { code, out, err } = await czar.run('diff', 't1');
  expect({ code, out }).toEqual({ code: 0, out: '' });
  const kept = czar.git('rev-parse', 'feat/shop-t1').trim();
  expect(err).toContain('feat/shop-t1.3 has no commit yet: attempt 3 of t1 began there at');
  expect(err).toContain(
    `the work of an earlier attempt is kept on feat/shop-t1 (${kept.slice(0, 8)}): git diff`,
  );
  const [, range = ''] = /git diff (\S+)/.exec(err) ?? [];
  expect(czar.git('diff', range)).toContain('+half');
});
