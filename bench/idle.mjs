import { readFileSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { allPids, cpuMsOf, hasProc, rssMiBOf, statOf, treeOf } from './processes.mjs';

const sampleMs = 50;

/**
 * Counts the processes that a fleet starts while nothing happens, in three ways that miss different things (docs/bench.md), and
 * takes the highest count. `started` are names of programs.
 * @param {{ supervisorPid: number, serverPid: number, shimLog: string }} fleet
 * @param {number} seconds
 */
export async function countIdle({ supervisorPid, serverPid, shimLog }, seconds) {
  const logFrom = statSync(shimLog).size;
  if (!hasProc) {
    await pause(seconds * 1000);
    const started = namesSince(shimLog, logFrom);
    return { processes: started.length, started, facts: {} };
  }
  const before = treeOf([supervisorPid, serverPid]);
  const [cpu, serverCpu] = [cpuMsOf(supervisorPid), cpuMsOf(serverPid)];
  const sampled = await sample(before, seconds);
  const facts = {
    supervisorCpuMsPerMinute: perMinute(cpuMsOf(supervisorPid) - cpu, seconds),
    tmuxCpuMsPerMinute: perMinute(cpuMsOf(serverPid) - serverCpu, seconds),
    supervisorRssMiB: Math.round(rssMiBOf(supervisorPid)),
  };
  const parents = [...before.values()].filter(({ pid, childFaults }) => {
    const now = statOf(pid);
    return now !== null && now.childFaults !== childFaults;
  });
  const shimmed = namesSince(shimLog, logFrom);
  const ways = [shimmed, sampled, parents.map(({ name }) => `a child of ${name}`)];
  const started = ways.reduce((most, way) => (way.length > most.length ? way : most), []);
  return { processes: started.length, started, facts };
}

/**
 * Names of processes below the tree that are new in any of the samples.
 * @param {ReadonlyMap<number, unknown>} before
 * @param {number} seconds
 */
async function sample(before, seconds) {
  const known = new Set(allPids());
  const tree = new Set(before.keys());
  const names = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    await pause(Math.min(sampleMs, Math.max(0, end - performance.now())));
    for (const pid of allPids()) {
      if (known.has(pid)) continue;
      known.add(pid);
      const stat = statOf(pid);
      if (stat === null || !tree.has(stat.parent)) continue;
      tree.add(pid);
      names.push(stat.name);
    }
  }
  return names;
}

/**
 * @param {string} log
 * @param {number} from bytes
 */
function namesSince(log, from) {
  return readFileSync(log)
    .subarray(from)
    .toString('utf8')
    .split('\n')
    .filter((name) => name !== '');
}

/**
 * @param {number} amount
 * @param {number} seconds
 */
export function perMinute(amount, seconds) {
  return Math.round(((amount * 60) / seconds) * 10) / 10;
}
