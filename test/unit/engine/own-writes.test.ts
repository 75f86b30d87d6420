import { expect, test } from 'vitest';
import { openOwnWrites } from '../../../src/engine/own-writes.ts';

test('a task is in the works from before its write until a reading that began after it was shown', () => {
  const own = openOwnWrites();
  own.begin(['cart']);
  const early = own.reading();
  own.over(['cart']);
  early();
  expect([...own.tasks]).toEqual(['cart']);
  own.reading()();
  expect([...own.tasks]).toEqual([]);
});

test('a reading does not release a task that is written anew meanwhile', () => {
  const own = openOwnWrites();
  own.begin(['cart']);
  own.over(['cart']);
  const shown = own.reading();
  own.begin(['cart']);
  shown();
  expect([...own.tasks]).toEqual(['cart']);
});

test('nothing is released while the write is under way', () => {
  const own = openOwnWrites();
  own.begin(['cart', 'qa']);
  own.reading()();
  expect([...own.tasks]).toEqual(['cart', 'qa']);
});
