import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BoundedLog } from '../../../../src/adapters/files/bounded-log.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test('a log never grows beyond its bound, and no line is cut', async () => {
  const path = join(temporaryFolder(), 'x.log');
  const log = new BoundedLog(path, 100);
  for (let index = 0; index < 50; index += 1) await log.append(`line ${index}\n`);
  const [now, before] = [path, `${path}.1`].map((one) => readFileSync(one, 'utf8'));
  expect(now?.length).toBeLessThanOrEqual(100);
  expect(before?.length).toBeLessThanOrEqual(100);
  const numbers = [...`${before}${now}`.matchAll(/^line (\d+)$/gm)].map(([, number]) => Number(number));
  expect(numbers.at(-1)).toBe(49);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => 50 - numbers.length + index));
});

test('a line longer than the bound is written all the same', async () => {
  const path = join(temporaryFolder(), 'x.log');
  const log = new BoundedLog(path, 10);
  await log.append(`${'x'.repeat(50)}\n`);
  expect(readFileSync(path, 'utf8').length).toBe(51);
});

test('a full device is an error', async () => {
  await expect(new BoundedLog('/dev/full', 1_000).append('x\n')).rejects.toThrow('EINVAL');
});
