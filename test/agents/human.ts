import { onTestFinished } from 'vitest';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Stage } from './stage.ts';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** A person at a terminal of their own, who has attached to the session of a worker. */
export interface Human {
  types(text: string): void;
  presses(...keys: readonly string[]): void;
  sees(): string;
  detaches(): void;
}

/** The terminal is a pane of another tmux server. */
export function attachHuman(stage: Stage, worker: string): Human {
  const { base, root, env } = stage;
  const socket = join(base, 'human.sock');
  const ask = (...args: readonly string[]): string => stage.tmux('-S', socket, ...args);
  onTestFinished(() => {
    ask('kill-server');
  });
  const own = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const czar = ['env', '-i', ...own, process.execPath, program, '-C', root, 'attach', worker];
  ask('-f', '/dev/null', 'new-session', '-d', '-s', 'human', '-x', '150', '-y', '50', ...czar);
  ask('set-option', '-t', 'human', 'remain-on-exit', 'on');
  return {
    types: (text) => ask('send-keys', '-t', 'human', '-l', text),
    presses: (...keys) => ask('send-keys', '-t', 'human', ...keys),
    sees: () => ask('capture-pane', '-p', '-t', 'human'),
    detaches: () => ask('send-keys', '-t', 'human', 'C-b', 'd'),
  };
}
