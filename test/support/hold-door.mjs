// Takes the door of a project and answers with its own pid until it is killed. Who watches sees a picture that names that pid and
// counts its restarts on.
// Arguments: the folder of the compiled sources, the place as JSON.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [compiled, place] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(join(compiled, path)).href);
const { openDoor } = await load('adapters/door/door.js');
const { processStartTime } = await load('adapters/process/start-time.js');

const countMs = 100;

const self = { pid: process.pid, startTime: await processStartTime(process.pid) };
const door = openDoor({ ...JSON.parse(place), self });
const lists = { workers: [], tasks: [], questions: [], pullRequests: [] };

function watch(_request, show) {
  let restarts = 0;
  const draw = () => {
    restarts += 1;
    show({ version: 1, at: Date.now(), supervisor: { pid: process.pid }, ...lists, restarts });
  };
  draw();
  const drawing = setInterval(draw, countMs);
  return () => clearInterval(drawing);
}

door.serve(async () => ({ ok: true, says: `from ${process.pid}` }), watch);
const { taken } = await door.take();
console.log(taken ? 'taken' : 'refused');
