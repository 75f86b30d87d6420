import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { processStartTime } from '../../src/adapters/process/start-time.ts';
import { aCzar, type TestCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import { factsOf, journaled, smallProject, toTheEnd } from '../support/recovery.ts';
import { until } from '../support/until.ts';

function homeFile({ base }: TestCzar, name: string): string {
  const path = join(base, 'home', name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

async function lives(pid: number): Promise<boolean> {
  return (await processStartTime(pid)) !== null;
}

test('gates run at once, each on the merge of the one before, and none of them is run again', async () => {
  // On the base there is nothing to check. The first gate passes only when a second one has begun.
  const run = [
    '[ -e t1.txt ] || [ -e t2.txt ] || [ -e t3.txt ] || exit 0',
    'echo begun >> "$HOME/begun"',
    'i=0; while [ "$(wc -l < "$HOME/begun")" -lt 2 ]; do sleep 0.1; i=$((i+1)); [ $i -lt 600 ] || exit 1; done',
  ].join('\n');
  const czar = aCzar({
    files: smallProject(
      { t1: { worker: 'w1' }, t2: { worker: 'w2' }, t3: { worker: 'w3' } },
      {
        checks: [{ name: 'second', run }],
        limits: { minFreeMemory: '20MB', minFreeDisk: '20MB', gates: 3 },
      },
    ),
  });
  expectRan(await toTheEnd(czar), { code: 0 });
  expect(homeFile(czar, 'begun')).toBe('begun\n'.repeat(3));
  const entries = await journaled(czar);
  const verdicts = new Map(factsOf(entries, 'task.gated').map(({ task, gate }) => [task, gate]));
  const merged = factsOf(entries, 'task.merged');
  expect(merged.map(({ task }) => task).toSorted()).toEqual(['t1', 't2', 't3']);
  for (const { task, sha } of merged) {
    expect(verdicts.get(task)).toMatchObject({ verdict: 'passed', merge: sha });
    expect(czar.git('rev-parse', `${sha ?? ''}^1`)).toBe(verdicts.get(task)?.tip);
  }
});

test('a check that a killed start left on the base is ended by the next start, with all that it started', async () => {
  const run = [
    '[ ! -e "$HOME/check" ] || exit 0',
    `setsid sh -c 'echo $$ > "$HOME/child"; exec sleep 600' &`,
    'echo $$ > "$HOME/check"',
    'sleep 600',
  ].join('\n');
  const czar = aCzar({ files: smallProject({ t1: { worker: 'w1' } }, { checks: [{ name: 'long', run }] }) });
  const first = czar.begin('start', '--foreground');
  const pidIn = (name: string) => Number(homeFile(czar, name)) || null;
  const check = await until(() => pidIn('check'), { what: 'the check' });
  const child = await until(() => pidIn('child'), { what: 'what the check started' });
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  expect([await lives(check), await lives(child)]).toEqual([true, true]);
  expectRan(await toTheEnd(czar), { code: 0 });
  expect([await lives(check), await lives(child)]).toEqual([false, false]);
});
