import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/domain/entry.ts';
import { aCzar, type TestCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import {
  expectAllOnce,
  factsOf,
  openEffects,
  panesOf,
  promptsOf,
  ranOf,
  smallProject,
  socketOf,
  toTheEnd,
  journaled,
  untilJournaled,
  killNow,
} from '../support/recovery.ts';
import { until } from '../support/until.ts';

const tasks = ['t1', 't2', 't3'];

function aShop(config: Readonly<Record<string, unknown>> = {}): TestCzar {
  return aCzar({
    files: smallProject({ t1: { worker: 'w1' }, t2: { worker: 'w2' }, t3: { worker: 'w1' } }, config),
  });
}

/** Sessions that lived when the supervisor died are the ones that live at the end. */
function expectAdopted(czar: TestCzar, before: ReadonlyMap<string, number>): void {
  const after = panesOf(czar);
  for (const [worker, pid] of before) expect(`${worker} ${after.get(worker) ?? 0}`).toBe(`${worker} ${pid}`);
}

async function expectRecovered(czar: TestCzar): Promise<void> {
  const before = panesOf(czar);
  expectRan(await toTheEnd(czar), { code: 0 });
  expectAdopted(czar, before);
  await expectAllOnce(czar, tasks);
  expect(ranOf(czar)).toEqual(tasks);
}

type Moment = (entries: readonly Entry[]) => boolean;

const moments: readonly (readonly [string, Moment, Readonly<Record<string, unknown>>])[] = [
  [
    'while a worktree is set up',
    (entries) => entries.some(({ type }) => type === 'spawned') && isOpen('prepare-worktree')(entries),
    { setup: { run: 'sleep 0.7; echo "$PWD" > "$(git rev-parse --git-dir)/setup-ran"' } },
  ],
  ['while a session is started', isOpen('start-session'), {}],
  ['while a text is delivered', (entries) => factsOf(entries, 'delivery.began').length > 0, {}],
  ['while agents work', (entries) => promptsOf(entries).length === 2, {}],
  [
    'while a gate runs',
    (entries) => isOpen('gate')(entries) && factsOf(entries, 'task.judged').length > 1,
    { checks: [{ name: 'slow', run: 'sleep 0.7' }] },
  ],
  ['while a pull request is opened', isOpen('open-pr'), {}],
  ['while it merges', isOpen('merge'), {}],
];

function isOpen(kind: Parameters<typeof openEffects>[1]): Moment {
  return (entries) => openEffects(entries, kind).length > 0;
}

describe('a supervisor that is killed', () => {
  test.each(moments)(
    '%s has a successor that loses nothing and repeats nothing',
    async (what, moment, config) => {
      const czar = aShop(config);
      const first = czar.begin('start', '--foreground');
      await untilJournaled(czar, what, moment);
      await killNow(first);
      await expectRecovered(czar);
    },
  );

  test('between paste and Enter has a successor that presses Enter', async () => {
    const czar = aShop();
    const first = czar.begin('start', '--foreground');
    await until(() => (socketOf(czar) !== null && panesOf(czar).size === 2 ? isPasted(czar) : false), {
      what: 'a pasted text',
    });
    await killNow(first);
    await expectRecovered(czar);
    // What a dead one had in its hands is free at once.
    expect(
      (await journaled(czar)).filter((entry) => entry.type === 'outcome' && entry.failure !== null),
    ).toEqual([]);
  });

  test('twice, in its first effects and in its recovery, still comes to the end', async () => {
    const czar = aShop();
    const first = czar.begin('start', '--foreground');
    await untilJournaled(
      czar,
      'the first delivery',
      (entries) => factsOf(entries, 'delivery.began').length > 0,
    );
    await killNow(first);
    const second = czar.begin('start', '--foreground');
    await untilJournaled(
      czar,
      'the second life',
      (entries) => entries.filter(({ type }) => type === 'epoch').length === 2,
    );
    await killNow(second);
    const third = czar.begin('start', '--foreground');
    await untilJournaled(czar, 'a merge', isOpen('merge'));
    await killNow(third);
    await expectRecovered(czar);
    expect((await journaled(czar)).filter(({ type }) => type === 'epoch')).toHaveLength(4);
  });
});

/** Some composer holds a text that was not submitted. */
function isPasted(czar: TestCzar): boolean {
  const socket = socketOf(czar) ?? '';
  const panes = czar.tmux('-S', socket, 'list-panes', '-a', '-F', '#{pane_id} #{@czar_worker}').split('\n');
  return panes
    .filter((line) => line.includes(' w'))
    .some((line) =>
      /\[Pasted text #|^. .*\[end d-/m.test(
        czar.tmux('-S', socket, 'capture-pane', '-p', '-t', line.split(' ')[0] ?? ''),
      ),
    );
}
