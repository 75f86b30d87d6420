import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOfAll } from '../../../../src/domain/price.ts';
import { allTokens, NOTHING_SPENT, type Spending } from '../../../../src/domain/usage.ts';
import type { World } from '../../../../src/domain/world.ts';
import { spentFact, type TellsSpending } from '../../../../src/engine/observe/spent-facts.ts';
import { afterFacts } from '../../../support/folded.ts';
import { aReceipt, aRunningTask, aSeatedWorker, aTask, NOON } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';

const prices = [new Map([['m', [{ input: 1, output: 10, cacheRead: 0.1, cacheWrite: null }]]])];
const RECORD = '/home/talk.jsonl';

/** `w1` was given `a` at noon, then `b` a minute later. */
function aWorldAtWork(): World {
  const given = (id: string, task: string, at: number) =>
    [id, aReceipt(id, { worker: 'w1', task, attempt: 1, at })] as const;
  return aWorld({
    tasks: [aTask('a', { stage: 'complete' }), aRunningTask('b')],
    workers: [
      aSeatedWorker('w1', {
        task: 'b',
        records: [{ path: RECORD, generation: 1, kind: 'claude', since: 0, readTo: 0, model: null }],
      }),
    ],
    ledger: { receipts: new Map([given('d1', 'a', NOON), given('d2', 'b', NOON + 60_000)]) },
  });
}

type Named = Spending & { readonly of: string };

function use(of: string, over: Partial<Named> = {}): Named {
  const tokens = { inputTokens: 1_000, outputTokens: 100, cacheReadTokens: 0, cacheWriteTokens: 0 };
  return { of, at: NOON + 1, model: 'm', costUsd: null, promptTokens: 1_000, ...tokens, ...over };
}

function told(world: World, ...spendings: readonly Named[]): World {
  const before = world.ledger.workers.get('w1')?.records?.[0]?.readTo ?? 0;
  const tells = spendings.map((spending, index): TellsSpending => {
    return { spending, record: { path: RECORD, readTo: before + index + 1 } };
  });
  const fact = spentFact(world.ledger, 'w1', { tells, prices });
  return fact === null ? world : afterFacts(world, fact);
}

function taskSpent(world: World, id: string) {
  return world.ledger.tasks.get(id)?.spent ?? NOTHING_SPENT;
}

describe('what was used', () => {
  test('goes to the task that the worker had been given when it was used, however late it is told', () => {
    const world = told(
      aWorldAtWork(),
      use('1', { at: NOON + 90_000 }),
      use('2', { at: NOON + 30_000 }),
      use('3', { at: NOON - 1 }),
    );
    expect(taskSpent(world, 'a').inputTokens).toBe(1_000);
    expect(taskSpent(world, 'b').inputTokens).toBe(1_000);
    const all = world.ledger.workers.get('w1')?.spent ?? NOTHING_SPENT;
    expect(all.inputTokens).toBe(3_000);
    expect(all.costUsd).toBeCloseTo(3 * 0.002, 9);
  });

  test('counts once however often it is told, and grows with what is told later under its name', () => {
    const part = use('1', { outputTokens: 2 });
    const world = told(told(told(aWorldAtWork(), part, part), use('1')), part, use('1'), use('2'));
    expect(taskSpent(world, 'a')).toMatchObject({ inputTokens: 2_000, outputTokens: 200 });
    expect(taskSpent(world, 'a').costUsd).toBeCloseTo(2 * 0.002, 9);
  });

  test('is read on where it was left, and its model is kept', () => {
    const world = told(aWorldAtWork(), use('1'), use('2'));
    expect(world.ledger.workers.get('w1')?.records).toMatchObject([{ readTo: 2, model: 'm' }]);
  });

  test('has no cost where nobody knows its price, and the cost that the agent names goes before all', () => {
    const world = told(
      aWorldAtWork(),
      use('1', { model: 'new' }),
      use('2', { model: null }),
      use('3', { special: true }),
      use('4', { costUsd: 0.5 }),
      use('4', { costUsd: 0.75 }),
    );
    const { knownUsd, unpriced } = costOfAll(taskSpent(world, 'a'), new Map());
    expect(knownUsd).toBe(0.75);
    expect(unpriced.map(allTokens)).toEqual([1_100, 1_100, 1_100]);
    expect(Object.keys(taskSpent(world, 'a').unpriced)).toEqual(['new', 'unknown model', 'm']);
  });

  test('is nobody’s task where the worker was given none', () => {
    const world = told(aWorldAtWork(), use('1', { at: NOON - 5 }));
    expect([taskSpent(world, 'a'), taskSpent(world, 'b')].map(allTokens)).toEqual([0, 0]);
  });

  test('adds up to the same in whatever batches and repetitions it is told', () => {
    const names = fc.constantFrom('1', '2', '3', '4');
    const grown = fc.record({ of: names, inputTokens: fc.nat(50), outputTokens: fc.nat(50) });
    fc.assert(
      fc.property(fc.array(fc.array(grown, { maxLength: 6 }), { maxLength: 6 }), (batches) => {
        let world = aWorldAtWork();
        const most = new Map<string, readonly [number, number]>();
        for (const batch of batches) {
          world = told(world, ...batch.map(({ of, ...tokens }) => use(of, tokens)));
          for (const { of, inputTokens, outputTokens } of batch) {
            const [input, output] = most.get(of) ?? [0, 0];
            most.set(of, [Math.max(input, inputTokens), Math.max(output, outputTokens)]);
          }
        }
        const sum = (index: 0 | 1) => [...most.values()].reduce((all, one) => all + one[index], 0);
        expect(taskSpent(world, 'a')).toMatchObject({ inputTokens: sum(0), outputTokens: sum(1) });
      }),
    );
  });
});

describe('records', () => {
  const named = (world: World, generation: number, transcript: string): World =>
    afterFacts(world, {
      type: 'agent.event',
      worker: 'w1',
      generation,
      id: `e-${generation}-${transcript}`,
      event: { event: 'ready', at: NOON, data: { transcript } },
      textHash: null,
    });
  const records = (world: World) => world.ledger.workers.get('w1')?.records ?? [];

  test('begin with the session that names them, and are read on by the one that goes on with them', () => {
    const first = named(aWorld({ workers: [aSeatedWorker('w1')] }), 1, '/x.jsonl');
    expect(records(first)).toMatchObject([{ path: '/x.jsonl', since: NOON - 900_000, readTo: 0 }]);
    const read = afterFacts(first, {
      type: 'usage.spent',
      worker: 'w1',
      spent: [],
      told: [],
      records: [{ path: '/x.jsonl', readTo: 77, model: 'm' }],
    });
    const other = named(read, 1, '/y.jsonl');
    const back = named(other, 1, '/x.jsonl');
    expect(records(back).map(({ path, readTo }) => [path, readTo])).toEqual([
      ['/y.jsonl', 0],
      ['/x.jsonl', 77],
    ]);
  });

  test('are not many', () => {
    let world = aWorld({ workers: [aSeatedWorker('w1')] });
    for (let count = 0; count < 20; count += 1) world = named(world, 1, `/${count}.jsonl`);
    expect(records(world)).toHaveLength(8);
    expect(records(world).at(-1)?.path).toBe('/19.jsonl');
  });
});
