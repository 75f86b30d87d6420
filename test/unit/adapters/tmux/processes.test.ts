import { type ChildProcess, spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { processTree } from '../../../../src/adapters/tmux/processes.ts';
import { until } from '../../../support/until.ts';

function begun(script: string, { detached = false } = {}): number {
  const child: ChildProcess = spawn('/bin/sh', ['-c', script], { detached, stdio: 'ignore' });
  const { pid } = child;
  if (pid === undefined) throw new Error('sh cannot be started');
  onTestFinished(() => void process.kill(detached ? -pid : pid, 'SIGKILL'));
  return pid;
}

async function pidsOf(root: number, server: number): Promise<readonly number[]> {
  return (await processTree(root, server)).map(({ pid }) => pid);
}

test('a process is found with what it started', async () => {
  const root = begun('sleep 600 & sleep 600 & wait', { detached: true });
  const tree = await until(
    async () => {
      const pids = await pidsOf(root, process.pid);
      return pids.length === 3 ? pids : false;
    },
    { what: 'three processes' },
  );
  expect(tree).toContain(root);
});

test('neither its server nor others that were just forked belong to one that has no group of its own yet', async () => {
  begun('exec sleep 600');
  const root = begun('exec sleep 600');
  expect(await pidsOf(root, process.pid)).toEqual([root]);
});

test('a process that has the pid by chance is nobody', async () => {
  const stranger = begun('exec sleep 600', { detached: true });
  expect(await pidsOf(stranger, process.ppid)).toEqual([]);
});
