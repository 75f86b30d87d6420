import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { endOfLog, sizeOfLog } from '../../../../src/compose/supervise/log-end.ts';
import { closeLogFile, logTarget, openLogFile } from '../../../../src/compose/supervise/log-target.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test('the log keeps its end and one earlier part, however much is written', async () => {
  const path = join(temporaryFolder(), 'deep', 'supervisor.log');
  const descriptor = await openLogFile(path);
  const target = logTarget(descriptor, path);
  const line = `${'x'.repeat(9_999)}\n`;
  for (let count = 0; count < 2_500; count += 1) target.write(line);
  target.write('the last line\n');
  closeLogFile(descriptor);
  expect(statSync(path).size).toBeLessThan(11_000_000);
  expect(statSync(`${path}.1`).size).toBeLessThan(11_000_000);
  expect(readFileSync(path, 'utf8').endsWith('the last line\n')).toBe(true);
});

test('the end of a log is what was written behind a place, at most twenty lines', async () => {
  const path = join(temporaryFolder(), 'supervisor.log');
  expect(await sizeOfLog(path)).toBe(0);
  const descriptor = await openLogFile(path);
  const target = logTarget(descriptor, path);
  target.write('before\n');
  const from = await sizeOfLog(path);
  for (let count = 1; count <= 30; count += 1) target.write(`${count}\n`);
  closeLogFile(descriptor);
  const lines = (await endOfLog(path, from)).split('\n');
  expect(lines).toHaveLength(20);
  expect(lines.at(-1)).toBe('30');
  expect(await endOfLog(path, await sizeOfLog(path))).toBe('');
});
