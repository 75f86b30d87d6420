import fc from 'fast-check';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { pullRequest, question, taskRow, workerRow } from '../unit/views/worlds.ts';
import { aSnapshot } from './a-snapshot.ts';

const word = fc.constantFrom('a', 'b', 'working', 'żółw 🐢');
const name = fc.integer({ min: 0, max: 12 }).map((index) => `t${index}`);

function rows<Row>(of: (key: string, text: string, number: number) => Row): fc.Arbitrary<readonly Row[]> {
  const one = fc.record({ key: name, text: word, number: fc.integer({ min: 0, max: 2 }) });
  return fc
    .uniqueArray(one, { selector: ({ key }) => key, maxLength: 10 })
    .map((all) => all.map(({ key, text, number }) => of(key, text, number)));
}

/** Pictures that often have rows in common. */
export const anySnapshot: fc.Arbitrary<Snapshot> = fc
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
