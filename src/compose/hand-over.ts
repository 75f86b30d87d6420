import { spawn, type StdioOptions } from 'node:child_process';
import type { Surroundings } from './surroundings.ts';

interface HandedOver {
  readonly stdio: StdioOptions;
  readonly env: Surroundings['env'];
}

const endings = ['SIGTERM', 'SIGHUP'] as const;

/**
 * Gives this terminal to a program until it ends; its exit code, or the signal that ended it. Who ends this process wants that program
 * ended, too: two of them on one terminal would share its keys. Errors: those of spawning.
 */
export async function handOver(
  program: string,
  args: readonly string[],
  { stdio, env }: HandedOver,
): Promise<number | NodeJS.Signals> {
  const child = spawn(program, args, { stdio, env });
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of endings) process.on(signal, pass);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? signal ?? 'SIGKILL'));
    });
  } finally {
    for (const signal of endings) process.off(signal, pass);
  }
}
