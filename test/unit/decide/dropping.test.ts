import { describe, expect, test } from 'vitest';
import { decideAnswer } from '../../../src/decide/answers.ts';
import { askForDrop, dropping, explainDropping } from '../../../src/decide/dropping.ts';
import { orders } from '../../../src/decide/orders.ts';
import { isSettled } from '../../../src/decide/settled.ts';
import { standing } from '../../../src/decide/standing.ts';
import type { TaskState } from '../../../src/domain/ledger.ts';
import type { World } from '../../../src/domain/world.ts';
import { unknown } from '../../../src/domain/seen.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import { anAttempt, aTask, aWish, INTEGRATION_TIP, NOON } from '../../support/ledger-parts.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

function merged(id: string, over: Partial<TaskState> = {}): TaskState {
  return aTask(id, {
    stage: 'merged',
    attempt: anAttempt({ branch: `feat/shop-${id}`, judged: 'head1' }),
    attempts: 1,
    branches: 1,
    merged: { sha: `merge-${id}`, head: 'head1', at: NOON, note: null },
    ...over,
  });
}

function worldWith(parts: WorldParts): World {
  return aWorld({ ...parts, ledger: { active: new Set(['a']), ...parts.ledger } });
}

function asked(world: World, confirmed = false): World {
  const order = { do: 'drop', id: 'o-1', at: NOON, task: 'a', confirmed } as const;
  return settled(orders, afterFacts(world, { type: 'order.given', order }));
}

test('merged work is taken out of the tip that was seen, and the run is not over before', () => {
  const world = asked(worldWith({ tasks: [merged('a')] }));
  expect(dropping(world).actions).toMatchObject([
    { kind: 'drop', lane: 'integrate', task: 'a', merge: 'merge-a', tip: INTEGRATION_TIP },
  ]);
  expect(isSettled(world)).toBe(false);
  expect(dropping({ ...world, integrationTip: unknown('no permission', NOON) }).actions).toEqual([]);
});

test('work that was built on it is named, at whatever distance, until that is known to be wanted', () => {
  const world = worldWith({
    tasks: [merged('a'), merged('b'), aTask('c', { stage: 'running', attempt: anAttempt({}) }), aTask('d')],
    wishes: [
      aWish('a'),
      aWish('b', { after: ['a'] }),
      aWish('c', { after: ['b'] }),
      aWish('d', { after: ['a'] }),
    ],
  });
  expect(askForDrop(world, { task: 'a', confirmed: false })).toMatchObject({
    ok: false,
    because: 'b, c were built on a',
    built: ['b', 'c'],
  });
  const refused = asked(world);
  expect(dropping(refused).actions).toEqual([]);
  const confirmed = askForDrop(world, { task: 'a', confirmed: true });
  expect(confirmed).toMatchObject({ ok: true, facts: [{ type: 'task.drop-asked', task: 'a' }] });
  expect(dropping(asked(world, true)).actions).toHaveLength(1);
});

test.each([
  ['work that is not merged', aTask('a', { stage: 'running' }), 'not merged'],
  [
    'work without a change',
    merged('a', { merged: { sha: null, head: 'h', at: 1, note: 'no change' } }),
    'no change',
  ],
])('%s is refused', (_what, task, because) => {
  const answered = askForDrop(worldWith({ tasks: [task] }), { task: 'a', confirmed: true });
  expect(answered.ok ? '' : answered.because).toContain(because);
});

describe('one that could not be taken out', () => {
  const refused = afterFacts(asked(worldWith({ tasks: [merged('a')] })), {
    type: 'task.drop-refused',
    task: 'a',
    because: 'later work builds on it in x.ts: take out first b',
  });
  const open = settled(dropping, refused);
  const question = [...open.ledger.questions.values()][0];

  test('is asked about once, and is not tried again by itself', () => {
    expect(question).toMatchObject({ topic: 'drop-refused', task: null });
    expect(question?.text).toContain('take out first b');
    expect(dropping(open).actions).toEqual([]);
    expect((standing(open).notes ?? []).length).toBe(0);
    expect(isSettled(open)).toBe(true);
  });

  test.each([
    ['again', 1],
    ['leave', 0],
  ])('goes on as the answer says: %s', (text, actions) => {
    if (question === undefined) throw new Error('nothing is asked');
    const answered = decideAnswer(open, { question, text, order: 'o-2' });
    if (!answered.ok) throw new Error(answered.because);
    const after = afterFacts(open, ...answered.facts);
    expect(dropping(after).actions).toHaveLength(actions);
    expect(standing(after).notes).toHaveLength(1);
  });
});

test('what was taken out is cancelled, and its retry begins on a branch of its own', () => {
  const world = asked(worldWith({ tasks: [merged('a')] }));
  const out = afterFacts(world, { type: 'task.dropped', task: 'a', merge: 'merge-a', revert: 'revert1' });
  expect(out.ledger.tasks.get('a')).toMatchObject({
    stage: 'cancelled',
    merged: null,
    drop: null,
    dropped: { merge: 'merge-a', revert: 'revert1' },
  });
  expect(out.ledger.integration.merges).toBe(world.ledger.integration.merges + 1);
  expect(explainDropping(out, 'a')).toContain('czar retry a begins it anew');
  const back = afterFacts(out, { type: 'task.merged', task: 'a', sha: 'm2', head: 'h2', note: null });
  expect(back.ledger.tasks.get('a')?.dropped).toBeNull();
});
