import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { platform } from 'node:os';

/** Programs that a supervisor, its tmux server or its agents may start by name. */
const programs =
  'git tmux sh bash env node ps cat cp dd wc mv rm mkdir stat date stty ls sed grep awk tr uname id lsof du df sleep kill'.split(
    ' ',
  );

/**
 * Fills `folder` with stand-ins that write a line into `log` and then become the real program. First on the PATH, they see every
 * program that is started by its name, however briefly it runs.
 * @param {{ folder: string, log: string, path: string }} options
 */
export function writeShims({ folder, log, path }) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(log, '');
  for (const name of programs) {
    const real = findProgram(name, path);
    if (real === null) continue;
    // A builtin writes the line: the stand-in itself starts nothing.
    const text = `#!/bin/sh\necho ${name} >>'${log}'\nexec '${real}' "$@"\n`;
    writeFileSync(join(folder, name), text, { mode: 0o755 });
  }
}

/**
 * @param {string} name
 * @param {string} path
 */
function findProgram(name, path) {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, name);
    if (isProgram(file)) return file;
  }
  return null;
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(error.code)) return false;
    throw error;
  }
}

/** Whether this system shows its processes as files; without them only the stand-ins count. */
export const hasProc = platform() === 'linux';

/**
 * What the kernel knows of one process; null when it is gone.
 * @param {number} pid
 */
export function statOf(pid) {
  const text = readProc(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The name may hold blanks and brackets: fields are counted from behind it.
  const [name] = /(?<=\().*(?=\))/s.exec(text) ?? [''];
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { pid, name, parent: Number(fields[1]), childFaults: Number(fields[8]) };
}

/** @param {string} path */
function readProc(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // ESRCH: it ended between open and read.
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return null;
    throw error;
  }
}

/** @returns {number[]} */
export function allPids() {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

/**
 * These processes and all that descend from them.
 * @param {readonly number[]} roots
 */
export function treeOf(roots) {
  const all = allPids().flatMap((pid) => statOf(pid) ?? []);
  const tree = new Map(all.filter(({ pid }) => roots.includes(pid)).map((stat) => [stat.pid, stat]));
  for (let grew = true; grew; ) {
    const more = all.filter(({ pid, parent }) => !tree.has(pid) && tree.has(parent));
    for (const stat of more) tree.set(stat.pid, stat);
    grew = more.length > 0;
  }
  return tree;
}

/**
 * Time on a processor so far, milliseconds, of all threads that are alive.
 * @param {number} pid
 */
export function cpuMsOf(pid) {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const ns = tasks.map((task) => Number(readProc(`/proc/${pid}/task/${task}/schedstat`)?.split(' ')[0] ?? 0));
  return ns.reduce((sum, each) => sum + each, 0) / 1e6;
}

/**
 * Resident memory, MiB.
 * @param {number} pid
 */
export function rssMiBOf(pid) {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(`/proc/${pid}/status`) ?? '') ?? [];
  return Number(kilobytes) / 1024;
}
