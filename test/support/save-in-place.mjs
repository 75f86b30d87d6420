// A human's editor: saves a file in place, again and again, and looks each time whether what it saved is there.
// Arguments: the file, how often. Says the number that was lost, or "all kept".
import { readFileSync, writeFileSync } from 'node:fs';

const [path, times] = process.argv.slice(2);
const patienceMs = 60_000;

function read() {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Somebody else is writing it, or it is being replaced.
    return null;
  }
}

function isThere(saved) {
  for (const begunAt = Date.now(); Date.now() - begunAt < patienceMs; )
    if (read()?.human === saved) return true;
  return false;
}

/** Whoever writes it too has to come between what is saved and the look at it. */
function rest(number) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, (number % 40) / 10);
}

function run() {
  for (let number = 1; number <= Number(times); number += 1) {
    writeFileSync(path, JSON.stringify({ ...read(), human: number }));
    rest(number);
    if (!isThere(number)) return `lost ${number}: ${readFileSync(path, 'utf8')}`;
  }
  return 'all kept';
}

console.log(run());
