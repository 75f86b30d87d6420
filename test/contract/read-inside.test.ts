import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readInside, type ReadResult } from '../../src/adapters/files/read-inside.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** So long that it is read in pieces. */
const LONG = 3_000_000;

/** The letters of what was read: one, unless two texts are mixed. */
function lettersIn(result: ReadResult): readonly number[] {
  return result.state === 'read' ? [...new Set(result.bytes)] : [];
}

test('what is read is never the beginning of one text and the end of another', async () => {
  const root = temporaryFolder();
  const path = join(root, 'task.md');
  writeFileSync(path, 'a'.repeat(LONG));
  let isOver = false;
  const reading = (async (): Promise<void> => {
    while (!isOver)
      expect(lettersIn(await readInside({ root, path, maxBytes: 2 * LONG })).length).toBeLessThan(2);
  })();
  for (let number = 1; number <= 60; number += 1) {
    // Between two pieces that are read.
    writeFileSync(path, (number % 2 === 1 ? 'b' : 'a').repeat(LONG + (number % 7)));
    await wait(number % 10);
  }
  isOver = true;
  await reading;
  expect(lettersIn(await readInside({ root, path, maxBytes: 2 * LONG }))).toEqual([97]);
});
