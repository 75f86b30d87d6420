import { expect, test } from 'vitest';
import { aCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import { expectAllOnce, factsOf, journaled, smallProject, toTheEnd } from '../support/recovery.ts';

/** A gate of `t1` ends only when `t3` was begun; the base passes. */
const LONG = [
  '[ -e t1.txt ] && [ ! -e t3.txt ] || exit 0',
  'i=0; until grep -q t3 "$HOME/ran"; do sleep 0.1; i=$((i+1)); [ $i -lt 600 ] || exit 1; done',
].join('\n');

test('a task begins on the finished work of two others before that is merged, and is merged after them', async () => {
  const czar = aCzar({
    files: smallProject(
      { t1: { worker: 'w1' }, t2: { worker: 'w2' }, t3: { worker: 'w3', after: ['t1', 't2'] } },
      { checks: [{ name: 'long', run: LONG }], merge: { unblockOn: 'complete' } },
    ),
  });
  expectRan(await toTheEnd(czar), { code: 0 });
  await expectAllOnce(czar, ['t1', 't2', 't3']);
  const entries = await journaled(czar);
  const [start] = factsOf(entries, 'start.made').filter(({ task }) => task === 't3');
  const judged = new Map(factsOf(entries, 'task.judged').map(({ task, head }) => [task, head]));
  expect(start?.start.on).toEqual(['t1', 't2'].map((task) => ({ task, head: judged.get(task) })));
  const began = factsOf(entries, 'attempt.began').find(({ task }) => task === 't3');
  expect(began).toMatchObject({ startSha: start?.start.sha, on: start?.start.on });
  expect(factsOf(entries, 'task.merged').at(-1)?.task).toBe('t3');
  const diff = await czar.run('diff', 't3', '--json');
  expect(JSON.parse(diff.out)).toMatchObject({ files: ['t3.txt'] });
});
