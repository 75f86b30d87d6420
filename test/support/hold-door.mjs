// Takes the door of a project and answers with its own pid until it is killed.
// Arguments: the folder of the compiled sources, the place as JSON.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [compiled, place] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(join(compiled, path)).href);
const { openDoor } = await load('adapters/door/door.js');
const { processStartTime } = await load('adapters/process/start-time.js');

const self = { pid: process.pid, startTime: await processStartTime(process.pid) };
const door = openDoor({ ...JSON.parse(place), self });
door.serve(async () => ({ ok: true, says: `from ${process.pid}` }));
const { taken } = await door.take();
console.log(taken ? 'taken' : 'refused');
