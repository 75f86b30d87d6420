// Accepts one list of commands again and again until it is killed, and says so once it began.
// Arguments: the folder of the compiled sources, the folder of what was accepted, a name that each of its commands has.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [compiled, dir, mark] = process.argv.slice(2);
const path = join(compiled, 'adapters/acceptance/open-acceptance.js');
const { openAcceptance } = await import(pathToFileURL(path).href);

const acceptance = openAcceptance({ dir, projectId: 'a1b2c3d4e5f6', root: '/shop' });
const commands = Array.from({ length: 200 }, (_, at) => ({
  what: mark,
  shows: `${mark} ${at}`,
  brief: mark,
  digest: `${mark} ${at}`,
  keys: [],
  tasks: [],
}));
for (let round = 1; ; round += 1) {
  await acceptance.accept({ commands, hash: mark }, round);
  if (round === 1) writeSync(1, 'began\n');
}
