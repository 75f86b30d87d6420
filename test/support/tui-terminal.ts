import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestCzar } from './czar.ts';
import { packageProgram } from './czar.ts';
import { until } from './until.ts';

/** A person's terminal: a tmux of their own, with a shell in which `czar` is begun. */
export interface TuiTerminal {
  /** What it shows, without blanks at the ends of lines. */
  screen(): string;
  lines(): readonly string[];
  /** Key names of tmux; text in one of them is typed as it is. */
  keys(...names: readonly string[]): void;
  /** Types text as it is. */
  type(text: string): void;
  /** Bytes as a terminal sends them. */
  send(bytes: string): void;
  resize(columns: number, rows: number): void;
  /** What another program writes onto it; counted from 1. */
  scribble(at: { readonly row: number; readonly column: number; readonly text: string }): void;
  title(): string;
  /** Whether the shell's own screen is shown. */
  isRestored(): boolean;
  /** Whether the shell reads what is typed: what has restored its screen may still be ending, and swallow that. */
  isAtShell(): boolean;
  /** Lets the shell run a command line. */
  shell(command: string): void;
}

export interface TuiTerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** A command line of the shell in which `czar` means this one. */
  readonly begin?: string;
  /** They were never here: what happened comes up by itself then. */
  readonly isFirst?: boolean;
}

/** Somebody who was here just now: nothing comes up by itself. */
function looked({ env, root }: TestCzar): void {
  const folder = join(env['HOME'] ?? '', '.local', 'state', 'czar', 'looks');
  const path = join(folder, createHash('sha256').update(root).digest('hex').slice(0, 16));
  if (existsSync(path)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, `${Date.now()} 0\n`);
}

export function aTuiTerminal(
  czar: TestCzar,
  { columns = 80, rows = 24, begin = 'czar', isFirst = false }: TuiTerminalOptions = {},
): TuiTerminal {
  if (!isFirst) looked(czar);
  const tmux = (...args: readonly string[]): string => czar.tmux('-f', '/dev/null', '-L', 'person', ...args);
  const size = ['-x', String(columns), '-y', String(rows)];
  tmux('new-session', '-d', '-s', 'mine', ...size, '-c', czar.root, 'exec bash --norc --noprofile');
  tmux('set-option', '-t', 'mine', 'history-limit', '0');
  const program = `czar() { ${process.execPath} ${packageProgram} "$@"; }; export PS1='$ '; clear`;
  const screen = (): string => tmux('capture-pane', '-p', '-t', 'mine');
  const type = (text: string): void => void tmux('send-keys', '-t', 'mine', '-l', '--', text);
  const keys = (...names: readonly string[]): void => void tmux('send-keys', '-t', 'mine', ...names);
  const shell = (command: string): void => {
    type(command);
    keys('Enter');
  };
  shell(program);
  shell(begin);
  const tell = (format: string): string => tmux('display-message', '-p', '-t', 'mine', format);
  return {
    screen,
    lines: () => screen().split('\n'),
    keys,
    type,
    send: (bytes) => {
      const hex = Array.from(Buffer.from(bytes), (byte) => byte.toString(16).padStart(2, '0'));
      tmux('send-keys', '-t', 'mine', '-H', ...hex);
    },
    resize: (width, height) =>
      void tmux('resize-window', '-t', 'mine', '-x', String(width), '-y', String(height)),
    scribble: ({ row, column, text }) =>
      void tmux('run-shell', '-t', 'mine', `printf '\\033[${row};${column}H${text}' > '#{pane_tty}'`),
    title: () => tell('#{pane_title}'),
    isRestored: () => tell('#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{wrap_flag}') === '0 1 0 1',
    isAtShell: () => tell('#{pane_current_command}') === 'bash',
    shell,
  };
}

export function expectSeen(terminal: TuiTerminal, text: string | RegExp): Promise<void> {
  return waitFor(terminal, () => has(terminal, text), `${String(text)} on the screen`);
}

/** Waits until it has ended: the screen of the shell is shown, and the shell reads what is typed. */
export function expectShell(terminal: TuiTerminal): Promise<void> {
  const isBack = (): boolean => terminal.isRestored() && terminal.isAtShell();
  return waitFor(terminal, isBack, 'the terminal to be as it was');
}

export function expectGone(terminal: TuiTerminal, text: string | RegExp): Promise<void> {
  return waitFor(terminal, () => !has(terminal, text), `${String(text)} to go from the screen`);
}

function has(terminal: TuiTerminal, text: string | RegExp): boolean {
  return typeof text === 'string' ? terminal.screen().includes(text) : text.test(terminal.screen());
}

async function waitFor(terminal: TuiTerminal, condition: () => boolean, what: string): Promise<void> {
  try {
    await until(condition, { what });
  } catch (error) {
    throw new Error(`${String(error)}\n${terminal.screen()}`, { cause: error });
  }
}
