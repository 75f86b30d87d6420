import { expect, test } from 'vitest';
import { aCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import {
  expectAllOnce,
  factsOf,
  journaled,
  killNow,
  openEffects,
  smallProject,
  smallSteps,
  toTheEnd,
  untilJournaled,
} from '../support/recovery.ts';

/** The gate of `t1` takes as long as it takes the others to have a pull request, so that they wait together. */
const LONG = [
  '[ -e t1.txt ] && [ ! -e t2.txt ] && [ ! -e t3.txt ] && [ ! -e t4.txt ] || exit 0',
  'sleep 10.5',
  'i=0; until [ "$(ls "$HOME"/../*/status/pull-requests/*.json | wc -l)" -ge 4 ]; do sleep 0.1; i=$((i+1)); [ $i -lt 900 ] || exit 1; done',
].join('\n');

const LIMITS = { minFreeMemory: '20MB', minFreeDisk: '20MB', gates: 1 };

function projectOf(checks: readonly object[], t4?: string) {
  const late = (task: string): string => smallSteps(task, '3s');
  return smallProject(
    {
      t1: { worker: 'w1', steps: smallSteps('t1', '50ms') },
      t2: { worker: 'w2', steps: late('t2') },
      t3: { worker: 'w3', steps: late('t3') },
      t4: { worker: 'w4', steps: t4 ?? late('t4') },
    },
    { checks, limits: LIMITS, retries: { gates: 0 } },
  );
}

test('work that waits for a long gate is tested and merged together, also when the supervisor is killed before its merge', async () => {
  const czar = aCzar({ files: projectOf([{ name: 'long', run: LONG }]) });
  const first = czar.begin('start', '--foreground');
  await untilJournaled(czar, 'a verdict on several', (entries) =>
    factsOf(entries, 'task.gated').some(({ gate }) => gate.batch !== undefined),
  );
  await killNow(first);
  expectRan(await toTheEnd(czar), { code: 0 });
  await expectAllOnce(czar, ['t1', 't2', 't3', 't4']);
  const entries = await journaled(czar);
  expect(openEffects(entries, 'merge')).toEqual([]);
  const batches = factsOf(entries, 'task.gated').flatMap(({ gate }) => gate.batch ?? []);
  expect(new Set(batches.flatMap(({ members }) => members.map(({ task }) => task)))).toEqual(
    new Set(['t2', 't3', 't4']),
  );
  const tips = factsOf(entries, 'integration.moved').map(({ tip }) => tip);
  const inside = batches.flatMap(({ members, tested }) =>
    members.flatMap(({ merge }) => (merge === tested ? [] : [merge])),
  );
  expect(tips.filter((tip) => inside.includes(tip))).toEqual([]);
});

test('one that fails among several is found, and the others are merged without it', async () => {
  const bad = 'write bad.txt <<END\nbad\nEND\npause 3s\ncommit --complete "Add t4"';
  const checks = [
    { name: 'long', run: LONG.replace('[ ! -e t4.txt ]', '[ ! -e bad.txt ]') },
    { name: 'good', run: '[ ! -e bad.txt ]' },
  ];
  const czar = aCzar({ files: projectOf(checks, bad) });
  expectRan(await toTheEnd(czar), { code: 4 });
  const seen = await czar.snapshot();
  expect(seen?.tasks.map(({ task, status }) => `${task} ${status}`).toSorted()).toEqual([
    't1 merged',
    't2 merged',
    't3 merged',
    't4 needs_human',
  ]);
  const failed = factsOf(await journaled(czar), 'batch.failed');
  expect(failed[0]?.suspects.map(({ task }) => task)).toContain('t4');
  expect(seen?.questions.map(({ topic, task }) => [topic, task])).toEqual([['gates-failing', 't4']]);
});
