import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readDemoScreen } from '../../src/adapters/agents/demo/read-screen.ts';
import { decodeEvent } from '../../src/adapters/inbox/decode-event.ts';
import type { AgentEvent, AgentEventName } from '../../src/domain/agent-event.ts';
import type { AgentScreen } from '../../src/ports/agent.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

/**
 * Keeps status and stderr of the agent in files: tmux 3.3 loses the last output and the status of a process that ends in its
 * first moments, one time in fifteen. It stays when the terminal goes, until the agent is gone.
 */
const wrapper = 'trap : HUP; "$@" 2>"$0.err"; echo $? >"$0.new"; mv "$0.new" "$0"';

/** A demo agent in a real terminal, in a repository of its own, with what it tells and what it did. */
export interface DemoWorld {
  readonly cwd: string;
  /** Starts the agent (again) in its pane. */
  start(environment?: Readonly<Record<string, string>>): void;
  /** Pastes as Czar does: in one piece, in brackets, without Enter. */
  paste(text: string): void;
  keys(...names: readonly string[]): void;
  resize(columns: number, rows: number): void;
  shows(): AgentScreen;
  screen(): string;
  events(): readonly AgentEvent[];
  /** Waits for so many events of this name, and gives the last. */
  told(event: AgentEventName, count?: number): Promise<AgentEvent>;
  /** Waits until the screen shows this. */
  seen(what: AgentScreen['shows'] | RegExp): Promise<void>;
  /** Waits for the end of the process. */
  ended(): Promise<number>;
  /** What it wrote to stderr. */
  complaint(): string;
  /** Pastes, waits until the text stands in the composer, and presses Enter. */
  submit(text: string): Promise<void>;
  git(...args: readonly string[]): string;
}

export function demoWorld(program: string): DemoWorld {
  const folder = temporaryFolder();
  const cwd = join(folder, 'w');
  const eventsFolder = join(folder, 'events');
  const socket = join(folder, 's');
  const statusFile = join(folder, 'status');
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, SHELL: '/bin/sh', LANG: 'C.UTF-8' };
  const tmux = (args: readonly string[], input?: string): string =>
    execFileSync('tmux', ['-u', '-S', socket, '-f', settings, ...args], {
      env,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(input === undefined ? {} : { input }),
    });
  const settings = join(folder, 'tmux.conf');
  writeFileSync(settings, 'set -g remain-on-exit on\n');
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd, env, encoding: 'utf8' }).trim();
  onTestFinished(async () => {
    if (!existsSync(socket)) return;
    tmux(['kill-server']);
    // The agent says goodbye into the folder that is removed next.
    await until(() => existsSync(statusFile), { what: 'the end of the agent' });
  });
  mkdirSync(cwd);
  git('init', '-q', '-b', 'main');
  git(
    '-c',
    'user.name=Base',
    '-c',
    'user.email=base@czar.invalid',
    'commit',
    '-q',
    '--allow-empty',
    '-m',
    'base',
  );

  const world: DemoWorld = {
    cwd,
    start(environment = {}) {
      const variables = {
        CZAR_EVENTS: eventsFolder,
        CZAR_WORKER: 'engineer1',
        CZAR_GENERATION: '1',
        ...environment,
      };
      const sets = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
      rmSync(statusFile, { force: true });
      const command = ['/bin/sh', '-c', wrapper, statusFile, 'env', ...sets, process.execPath, program];
      if (existsSync(socket)) tmux(['respawn-pane', '-k', '-t', 'demo', ...command]);
      else tmux(['new-session', '-d', '-s', 'demo', '-x', '100', '-y', '40', '-c', cwd, ...command]);
    },
    paste(text) {
      tmux(['load-buffer', '-b', 'text', '-'], text);
      tmux(['paste-buffer', '-p', '-r', '-d', '-b', 'text', '-t', 'demo']);
    },
    keys: (...names) => void tmux(['send-keys', '-t', 'demo', ...names]),
    resize: (columns, rows) =>
      void tmux(['resize-window', '-t', 'demo', '-x', String(columns), '-y', String(rows)]),
    screen: () => tmux(['capture-pane', '-p', '-t', 'demo']),
    shows: () => readDemoScreen({ lines: world.screen().split('\n'), cursorX: 0, cursorY: 0 }),
    events() {
      if (!existsSync(eventsFolder)) return [];
      const names = readdirSync(eventsFolder).filter((name) => name.endsWith('.json'));
      return names.sort().flatMap((name) => {
        const decoded = decodeEvent(readFileSync(join(eventsFolder, name), 'utf8'), () => null);
        return 'event' in decoded && decoded.event !== null ? [decoded.event] : [];
      });
    },
    told: (event, count = 1) =>
      until(() => world.events().filter((one) => one.event === event)[count - 1], {
        what: `event ${count} of ${event}, in: ${world.screen().trim()}`,
      }),
    async seen(what) {
      const is = (): boolean =>
        what instanceof RegExp ? what.test(world.screen()) : world.shows().shows === what;
      await until(is, { what: `${String(what)} on the screen` });
    },
    async ended() {
      await until(() => existsSync(statusFile), { what: 'the end of the agent' });
      return Number(readFileSync(statusFile, 'utf8'));
    },
    complaint: () => readFileSync(`${statusFile}.err`, 'utf8'),
    async submit(text) {
      world.paste(text);
      await until(() => world.shows().composer?.text !== '', {
        what: 'the text in the composer',
      });
      world.keys('Enter');
    },
    git,
  };
  return world;
}
