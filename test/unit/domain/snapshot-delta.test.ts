import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deltaBetween, withDelta } from '../../../src/domain/snapshot-delta.ts';
import type { TaskRow } from '../../../src/domain/snapshot.ts';
import { aSnapshot } from '../../support/a-snapshot.ts';
import { anySnapshot } from '../../support/any-snapshot.ts';
import { decodeJson } from '../../sim/decode.ts';
import { taskRow, workerRow } from '../views/worlds.ts';

function sent<Value>(value: Value): Value {
  return decodeJson<Value>(JSON.stringify(value));
}

describe('a delta', () => {
  test('makes exactly the newer picture out of the older one, also when both go over a wire', () => {
    fc.assert(
      fc.property(anySnapshot, anySnapshot, (before, after) => {
        const delta = deltaBetween(before, after);
        expect(delta === null ? before : withDelta(sent(before), sent(delta))).toEqual(after);
      }),
      { numRuns: 1_000 },
    );
  });

  test('is nothing between pictures that say the same', () => {
    fc.assert(
      fc.property(anySnapshot, (one) => {
        expect(deltaBetween(one, sent(one))).toBeNull();
      }),
    );
  });

  test('a chain of deltas leads where the pictures went', () => {
    fc.assert(
      fc.property(fc.array(anySnapshot, { minLength: 2, maxLength: 8 }), (pictures) => {
        let [seen = aSnapshot()] = pictures;
        for (const [index, picture] of pictures.entries()) {
          const delta = deltaBetween(pictures[index - 1] ?? picture, picture);
          if (delta !== null) seen = withDelta(seen, sent(delta));
        }
        expect(seen).toEqual(pictures.at(-1));
      }),
    );
  });

  test('tells of the rows that differ and of no others', () => {
    const tasks = Array.from({ length: 5_000 }, (_, index) => taskRow(`t${index}`));
    const before = aSnapshot({ tasks });
    const changed: TaskRow = taskRow('t70', { status: 'merged' });
    const after = aSnapshot({ tasks: tasks.with(70, changed), restarts: 1 });
    expect(deltaBetween(before, after)).toEqual({ head: { restarts: 1 }, tasks: { set: [changed] } });
  });

  test('tells of a row that goes, and of one that comes, by their places alone', () => {
    const tasks = Array.from({ length: 100 }, (_, index) => taskRow(`t${index}`));
    const fresh = taskRow('fresh');
    const delta = deltaBetween(
      aSnapshot({ tasks }),
      aSnapshot({ tasks: [...tasks.slice(0, 50), fresh, ...tasks.slice(51)] }),
    );
    expect(delta?.tasks).toEqual({ set: [fresh], places: { at: 50, gone: 1, keys: ['fresh'] } });
  });

  test('leaves lists and rows that it says nothing of as the objects they are', () => {
    const before = aSnapshot({ tasks: [taskRow('a'), taskRow('b')], workers: [workerRow('w')] });
    const after = { ...before, tasks: [...before.tasks.slice(0, 1), taskRow('b', { title: 'new' })] };
    const delta = deltaBetween(before, after);
    const seen = delta === null ? before : withDelta(before, delta);
    expect(seen.workers).toBe(before.workers);
    expect(seen.tasks[0]).toBe(before.tasks[0]);
    expect(seen.tasks[1]?.title).toBe('new');
  });
});
