import { describe, expect, test } from 'vitest';
import { readDelivered } from '../../../../../src/adapters/agents/demo/delivered.ts';
import type { Script, Step } from '../../../../../src/adapters/agents/demo/step.ts';
import { planTurn, type Situation } from '../../../../../src/adapters/agents/demo/turn-plan.ts';

const run = (command: string): Step => ({ do: 'run', command });
const commit = (subject: string, complete = false): Step => ({ do: 'commit', subject, complete });

function aScript(over: Partial<Script> = {}): Script {
  const opening = [run('a'), commit('A'), run('b'), commit('B', true)];
  return { opening, rework: [], answer: null, message: null, ...over };
}

function planned(kind: Situation['delivered']['kind'], over: Partial<Situation> = {}): readonly Step[] {
  const delivered = { delivery: 'd-1', kind, task: 'cart' };
  const situation = { delivered, script: aScript(), task: 'cart', subjects: new Set<string>(), left: [] };
  return planTurn({ ...situation, ...over }).steps;
}

describe('an opening', () => {
  test('is done from the first step on, whatever is committed', () => {
    expect(planned('opening', { subjects: new Set(['A', 'B']) })).toEqual(aScript().opening);
  });

  test('that ends without a last commit gets one', () => {
    const script = aScript({ opening: [run('a'), commit('A')] });
    expect(planned('opening', { script })).toEqual([run('a'), commit('A'), commit('cart', true)]);
  });

  test('without a script is blocked with a question', () => {
    expect(planned('opening', { script: null })).toMatchObject([{ do: 'blocked' }]);
  });
});

describe('a continuation', () => {
  test('goes on behind the last committed step', () => {
    expect(planned('continuation', { subjects: new Set(['A', 'other']) })).toEqual([
      run('b'),
      commit('B', true),
    ]);
  });

  test('does nothing when all is committed', () => {
    expect(planned('continuation', { subjects: new Set(['A', 'B']) })).toEqual([]);
  });

  test('goes on with rework that was begun when the opening is committed', () => {
    const script = aScript({ rework: [[run('r'), commit('R', true)]] });
    expect(planned('continuation', { script, subjects: new Set(['A', 'B']) })).toEqual([
      run('r'),
      commit('R', true),
    ]);
  });

  test('of a blocked task goes on behind the question', () => {
    const script = aScript({ opening: [{ do: 'blocked', text: 'Which?' }, run('b')] });
    const subjects = new Set(['Stop for a question']);
    expect(planned('continuation', { script, subjects })).toEqual([run('b')]);
  });
});

describe('rework', () => {
  const script = aScript({ rework: [[commit('R1', true)], [commit('R2', true)]] });

  test('takes the first round that is not committed', () => {
    expect(planned('rework', { script })).toEqual([commit('R1', true)]);
    expect(planned('rework', { script, subjects: new Set(['R1']) })).toEqual([commit('R2', true)]);
  });

  test('repeats the last round when all are committed', () => {
    expect(planned('rework', { script, subjects: new Set(['R1', 'R2']) })).toEqual([commit('R2', true)]);
  });

  test('of which no steps are written is only committed', () => {
    expect(planned('rework')).toEqual([commit('cart: rework', true)]);
  });
});

describe('an answer or a message', () => {
  test('is answered with its own steps', () => {
    const script = aScript({ answer: [run('x')], message: [run('y')] });
    expect(planned('answer', { script })).toEqual([run('x'), commit('cart: answered', true)]);
    expect(planned('message', { script })).toEqual([run('y')]);
  });

  test('makes the agent go on with what it left', () => {
    expect(planned('answer', { left: [run('b')] })).toEqual([run('b')]);
    expect(planned('message', { left: [run('b')] })).toEqual([run('b')]);
  });

  test('without either: an answer finishes the task, a message changes nothing', () => {
    expect(planned('answer')).toEqual([commit('cart: answered', true)]);
    expect(planned('message')).toEqual([]);
  });
});

describe('the first line of a text', () => {
  const block = '\n```demo\nsay x\n```';
  test.each([
    [
      '[czar d-7f3a] Task cart-totals, attempt 1. You are engineer2.\n----- task -----\nx',
      'opening',
      'cart-totals',
    ],
    [`[czar d-2] Task cart, attempt 2, continued. This was begun before.${block}`, 'continuation', 'cart'],
    ['[czar d-3] Rework for task cart, attempt 1.\nThe gate failed.', 'rework', 'cart'],
    [`[czar d-3] Rework for task cart, attempt 1.${block}`, 'rework', 'cart'],
    ['[czar d-4] Answer to your question about task cart: yes', 'answer', 'cart'],
    ['[czar d-5] Task cart, attempt 1: you were restarted. Go on.', 'message', 'cart'],
    ['[czar d-6] No commit since 1h. How is it going?', 'message', null],
    ['hello', 'message', null],
    [`do this:${block}`, 'opening', null],
  ] as const)('of %j', (text, kind, task) => {
    expect(readDelivered(text)).toMatchObject({ kind, task });
  });

  test('gives the id of the delivery, and none where there is none', () => {
    expect(readDelivered('[czar d-7f3a] x').delivery).toBe('d-7f3a');
    expect(readDelivered('say [czar d-7f3a] x').delivery).toBeNull();
    expect(readDelivered('x\n[czar d-7f3a] x').delivery).toBeNull();
  });
});
