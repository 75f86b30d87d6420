import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DoorPlace } from '../../src/adapters/door/address.ts';
import { until } from './until.ts';

const program = join(import.meta.dirname, 'hold-door.mjs');

/** Another process that holds the door, and answers; from the sources that `compiledSources` made. */
export async function startHolder(compiled: string, place: DoorPlace): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, compiled, JSON.stringify(place)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await until(() => said.includes('taken'), { what: 'the holder to take the door' });
  return child;
}

export async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await until(() => child.signalCode !== null, { what: 'the holder to end' });
}
