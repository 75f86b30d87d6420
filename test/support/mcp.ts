import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { McpProgram, McpSite } from '../../src/domain/mcp.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

const program = fileURLToPath(new URL('./mcp-server.mjs', import.meta.url));

/** A little server, and what it has written down. */
export interface LittleServer<S> {
  readonly server: S;
  /** As a config has it, under its name. */
  readonly config: Omit<S, 'name'>;
  readonly log: () => readonly string[];
}

export function littleProgram(how = 'well'): LittleServer<McpProgram> {
  const log = join(temporaryFolder(), 'log');
  const config = { command: process.execPath, args: [program, how], env: { MCP_LOG: log } };
  return { server: { name: 'little', ...config }, config, log: () => linesOf(log) };
}

/** It listens when this returns, and ends with the test. */
export async function littleSite(how = 'well'): Promise<LittleServer<McpSite>> {
  const log = join(temporaryFolder(), 'log');
  const child = spawn(process.execPath, [program, '--http', how], {
    env: { ...process.env, MCP_LOG: log },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const url = await until(() => /http\S+(?=\n)/.exec(said)?.[0] ?? null, {
    what: 'a server that listens',
  });
  const config = { url, headersFromEnv: {} };
  return { server: { name: 'little', ...config }, config, log: () => linesOf(log) };
}

function linesOf(path: string): readonly string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
}
