// Appends marks to a journal until it is killed, and says each number once it is acknowledged.
// Arguments: the folder of the compiled sources, the journal dir, the first number.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [compiled, dir, first] = process.argv.slice(2);
const { openJournal } = await load('adapters/journal/journal.js');
const { emptyLedger, toImage } = await load('engine/ledger/state.js');

const journal = openJournal({
  dir,
  version: '0.1.0',
  clock: Date,
  self: { pid: process.pid, startTime: 'x' },
});
await journal.open();

let next = Number(first);
for (;;) {
  const batch = Array.from({ length: 5 }, () => next++);
  await Promise.all(batch.map(append));
  if (next % 25 === 0) {
    // Stands for an image of everything so far.
    const last = await append(next++);
    await journal.compact(imageUpTo(next - 1), last.seq);
  }
}

async function append(number) {
  const fact = { type: 'omnibus.refused', because: String(number) };
  const [line] = await journal.append([{ type: 'observed', at: 1, facts: [fact] }]);
  writeSync(1, `${number}\n`);
  return line;
}

function imageUpTo(number) {
  return { ...toImage(emptyLedger('omnibus/shop')), startedAt: number };
}

function load(path) {
  return import(pathToFileURL(join(compiled, path)).href);
}
