import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openMachine } from '../../src/adapters/machine/machine.ts';
import { groupLives } from '../../src/adapters/process/group.ts';
import { runProcess } from '../../src/adapters/process/run.ts';
import { processStartTime } from '../../src/adapters/process/start-time.ts';
import type { SpawnedProcess } from '../../src/domain/ledger.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';
import { describeMachine } from './machine-suite.ts';

/** A shell that leads a group, and a child of it; both say that they are there. */
async function spawnGroup({ stubborn }: { readonly stubborn: boolean }): Promise<SpawnedProcess> {
  const trap = stubborn ? "trap '' TERM; " : '';
  const script = `${trap}sh -c '${stubborn ? 'trap "" TERM; ' : ''}echo child; while :; do sleep 0.1; done' & echo leader; while :; do sleep 0.1; done`;
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const { pid } = child;
  if (pid === undefined) throw new Error('sh did not start');
  onTestFinished(() => {
    if (groupLives(pid)) process.kill(-pid, 'SIGKILL');
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const areThere = () => said.includes('leader') && said.includes('child');
  await until(areThere, { what: 'the group to start' });
  const startTime = await until(() => processStartTime(pid), { what: 'its start time' });
  return { pid, startTime, graceMs: stubborn ? 200 : 10_000 };
}

/** What a killed supervisor leaves of a check that made a daemon of something: nobody ends its family. */
async function spawnLeaver() {
  const folder = temporaryFolder();
  let group: SpawnedProcess | null = null;
  const tether = { spawned: (one: SpawnedProcess) => Promise.resolve(void (group = one)) };
  await runProcess({
    argv: [
      '/bin/sh',
      '-c',
      `setsid sh -c 'echo $$ > left; exec sleep 600' & while [ ! -s left ]; do sleep 0.02; done`,
    ],
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '' },
    timeoutMs: 20_000,
    outputLimitBytes: 1_000,
    graceMs: 2_000,
    tether,
  });
  const pid = Number(readFileSync(join(folder, 'left'), 'utf8'));
  const startTime = await processStartTime(pid);
  const left = async () => startTime !== null && (await processStartTime(pid)) === startTime;
  onTestFinished(async () => {
    if (await left()) process.kill(pid, 'SIGKILL');
  });
  if (group === null) throw new Error('it was not journaled');
  return { group, left };
}

describeMachine('this one', async () => ({
  machine: await openMachine({ now: Date.now }),
  diskPath: temporaryFolder(),
  spawnGroup,
  spawnLeaver,
  async endLeader({ pid }) {
    process.kill(pid, 'SIGKILL');
    await until(async () => (await processStartTime(pid)) === null, {
      what: 'the leader to end',
    });
  },
  lives: ({ pid }) => groupLives(pid),
}));

/** Waits, and then computes for ever in a child of its own. */
const BUSY = 'sleep 0.2; sh -c "while :; do :; done" & wait';

test('this machine tells the processor time of what descends from a process, and of nothing that is gone', async () => {
  const child = spawn('sh', ['-c', BUSY], { detached: true, stdio: 'ignore' });
  const pid = child.pid ?? 0;
  onTestFinished(() => {
    if (groupLives(pid)) process.kill(-pid, 'SIGKILL');
  });
  const machine = await openMachine({ now: Date.now });
  const timeOf = async () => (await machine.processTimes([pid, 999_999_999])).get(pid);
  const first = await until(timeOf, { what: 'a first reading' });
  const used = async () => {
    const time = await timeOf();
    return (time?.ownMs ?? 0) + (time?.toolsMs ?? 0) - first.ownMs - first.toolsMs;
  };
  await until(async () => (await used()) >= 200, { what: 'some processor time' });
  expect([...(await machine.processTimes([pid, 999_999_999])).keys()]).toEqual([pid]);
  process.kill(-pid, 'SIGKILL');
  await until(async () => !groupLives(pid), { what: 'its end' });
});
