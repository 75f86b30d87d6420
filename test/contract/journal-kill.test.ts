import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readJournal } from '../../src/adapters/journal/journal.ts';
import { compiledSources } from '../support/compiled-sources.ts';
import { marksOf } from '../support/journal-parts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const compiled = compiledSources();
const rounds = 12;
const program = join(import.meta.dirname, '..', 'support', 'append-forever.mjs');

test('a writer that is killed at any moment loses nothing that it acknowledged, and keeps the order', async () => {
  const dir = temporaryFolder();
  let next = 0;
  for (let round = 0; round < rounds; round += 1) {
    const acknowledged = await appendUntilKilled([compiled, dir, String(next)], 5 + round * 17);
    const numbers = await numbersIn(dir);
    const last = acknowledged.at(-1) ?? next;
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index));
    expect(numbers.length).toBeGreaterThan(last);
    next = numbers.length;
  }
});

/** Everything that the journal holds: the image stands for the numbers up to its own. */
async function numbersIn(dir: string): Promise<readonly number[]> {
  const { image, lines } = await readJournal(dir);
  const inImage = image?.startedAt === undefined || image.startedAt === null ? 0 : image.startedAt + 1;
  return [...Array.from({ length: inImage }, (_, index) => index), ...marksOf(lines).map(Number)];
}

/** Runs the program, kills it when it has acknowledged `count`, and gives all numbers that it acknowledged. */
async function appendUntilKilled(args: readonly string[], count: number): Promise<readonly number[]> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.split('\n').length > count) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.on('close', resolve));
  expect(child.signalCode).toBe('SIGKILL');
  return said.split('\n').slice(0, -1).map(Number);
}
