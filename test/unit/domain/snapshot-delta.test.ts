import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deltaBetween, withDelta } from '../../../src/domain/snapshot-delta.ts';
import type { Snapshot, TaskRow } from '../../../src/domain/snapshot.ts';
import { aSnapshot } from '../../support/a-snapshot.ts';
import { decodeJson } from '../../sim/decode.ts';
import { pullRequest, question, taskRow, workerRow } from '../views/worlds.ts';

const word = fc.constantFrom('a', 'b', 'working', 'żółw 🐢');
const name = fc.integer({ min: 0, max: 12 }).map((index) => `t${index}`);

function rows<Row>(of: (key: string, text: string, number: number) => Row): fc.Arbitrary<readonly Row[]> {
  const one = fc.record({ key: name, text: word, number: fc.integer({ min: 0, max: 2 }) });
  return fc
    .uniqueArray(one, { selector: ({ key }) => key, maxLength: 10 })
    .map((all) => all.map(({ key, text, number }) => of(key, text, number)));
}

const snapshots: fc.Arbitrary<Snapshot> = fc
  .record({
    at: fc.integer({ min: 0, max: 3 }),
    settled: fc.boolean(),
    wallMs: fc.option(fc.integer({ min: 0, max: 2 })),
    notQueued: fc.array(name, { maxLength: 3 }),
    leftOut: fc.option(fc.dictionary(fc.constantFrom('pending', 'merged'), fc.integer({ min: 1, max: 2 }))),
    next: fc.array(fc.record({ what: word, about: name, at: fc.integer({ min: 0, max: 2 }) }), {
      maxLength: 2,
    }),
    compared: fc.option(fc.record({ work: fc.constant([]), unknown: fc.constant([]) })),
    workers: rows((worker, doing, commits) => workerRow(worker, { doing, commits })),
    tasks: rows((task, title, commits) => taskRow(task, { title, commits, after: [title] })),
    questions: rows((id, text, number) => question(number, { id, text })),
    pullRequests: rows((key, title, updatedAt) => pullRequest(Number(key.slice(1)), { title, updatedAt })),
  })
  .map(({ leftOut, compared, ...rest }) =>
    aSnapshot({
      ...rest,
      ...(leftOut === null ? {} : { leftOut }),
      ...(compared === null ? {} : { compared }),
    }),
  );

function sent<Value>(value: Value): Value {
  return decodeJson<Value>(JSON.stringify(value));
}

describe('a delta', () => {
  test('makes exactly the newer picture out of the older one, also when both go over a wire', () => {
    fc.assert(
      fc.property(snapshots, snapshots, (before, after) => {
        const delta = deltaBetween(before, after);
        expect(delta === null ? before : withDelta(sent(before), sent(delta))).toEqual(after);
      }),
      { numRuns: 1_000 },
    );
  });

  test('is nothing between pictures that say the same', () => {
    fc.assert(
      fc.property(snapshots, (one) => {
        expect(deltaBetween(one, sent(one))).toBeNull();
      }),
    );
  });

  test('a chain of deltas leads where the pictures went', () => {
    fc.assert(
      fc.property(fc.array(snapshots, { minLength: 2, maxLength: 8 }), (pictures) => {
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
