// Loads the project at argv[3] with the compiled sources at argv[2], changes 5,000 tasks, and prints what came of it.
import { join } from 'node:path';

const [sources, root, stateDir] = process.argv.slice(2);
let threads = 0;
process.on('worker', () => {
  threads += 1;
});

const { openProjectFiles } = await import(join(sources, 'adapters/files/project-files.js'));
const clock = { now: () => Date.now() };
const files = await openProjectFiles({
  root,
  home: root,
  stateDir,
  queueTracked: false,
  foundAgent: null,
  baseBranch: 'main',
  clock,
});
const startedMs = performance.now();
const wish = await files.wish();
const loadMs = Math.round(performance.now() - startedMs);
const again = (await files.wish()) === wish;
const changes = [...wish.tasks.keys()].slice(0, 5_000).map((task) => ({ task, status: 'ready' }));
const { wrote } = await files.writeBack(changes);
const after = await files.wish();
const changed = [...after.tasks.values()].filter(({ status }) => status === 'ready').length;
await files.close();
const said = {
  tasks: wish.tasks.size,
  problems: wish.problems.length,
  loadMs,
  again,
  wrote,
  changed,
  threads,
};
process.stdout.write(JSON.stringify(said));
