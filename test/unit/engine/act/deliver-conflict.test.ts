import { expect, test } from 'vitest';
import { conflictItem } from '../../../../src/decide/conflict-notices.ts';
import { conflictKey } from '../../../../src/domain/conflict.ts';
import type { WorkItem } from '../../../../src/domain/ledger.ts';
import { anAttempt, aRunningTask, NOON } from '../../../support/ledger-parts.ts';
import { afterFacts } from '../../../support/folded.ts';
import { beforeOpening, opening } from './opening.ts';

const A = { task: 'a', attempt: 1, worker: 'w1' };
const B = { task: 'b', attempt: 1, worker: 'w2' };
const key = conflictKey(A, B);
const id = conflictItem(key);
const item: WorkItem = { id, kind: 'notice', from: 'czar', text: 'so', data: null, at: NOON };
const delivery = { ...opening, as: 'notice', item: id } as const;

function standing() {
  const attempt = anAttempt({ branch: 'feat/shop-b', worker: 'w2' });
  const tasks = [
    aRunningTask('a', { items: [item] }),
    aRunningTask('b', { worker: 'w2', attempt, title: 'Bees' }),
  ];
  const stage = beforeOpening({ tasks });
  const conflict = { key, a: A, b: B, files: ['src/x.ts'], count: 1, told: [] };
  stage.world = afterFacts(stage.world, { type: 'conflict.seen', conflict });
  return stage;
}

test('a conflict is told with its files as they are by now, and the worker knows of it then', async () => {
  const stage = standing();
  await stage.run(delivery);
  expect(stage.pane.submitted).toHaveLength(1);
  expect(stage.pane.submitted[0]).toContain('your work and that of task b (w2) conflict');
  expect(stage.pane.submitted[0]).toContain('| src/x.ts\n');
  expect(stage.pane.submitted[0]).toContain('git diff HEAD...feat/shop-b\n');
  expect(stage.world.ledger.conflicts.get(key)?.told).toEqual(['a']);
  expect(stage.world.ledger.tasks.get('a')?.items).toEqual([]);
});

test('a conflict whose message was refused is not known yet', async () => {
  const stage = standing();
  stage.pane.refuses = 'copy-mode';
  await expect(stage.run(delivery)).rejects.toMatchObject({ facts: { code: 'not-now' } });
  expect(stage.world.ledger.conflicts.get(key)?.told).toEqual([]);
  expect(stage.world.ledger.tasks.get('a')?.items).toEqual([item]);
});

test('what was withdrawn meanwhile is not told', async () => {
  const stage = standing();
  stage.world = afterFacts(
    stage.world,
    { type: 'conflict.gone', key, because: 'they merge now' },
    { type: 'item.done', task: 'a', item: id },
  );
  await stage.run(delivery);
  expect(stage.pane.submitted).toEqual([]);
});
