import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { until } from '../../../support/until.ts';

const repository = join(import.meta.dirname, '../../../..');
const deadlineMs = 60_000;
const dir = mkdtempSync(join(tmpdir(), 'czar-guard-'));

afterAll(() => rmSync(dir, { recursive: true, force: true }));

beforeAll(() => {
  const options =
    '--ignoreConfig --rootDir src/compose/tui --module nodenext --target es2023 --skipLibCheck --types node';
  execFileSync(
    join(repository, 'node_modules/.bin/tsc'),
    ['src/compose/tui/terminal-guard.ts', '--outDir', dir, ...options.split(' ')],
    { cwd: repository },
  );
  writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
});

interface Program {
  readonly child: ChildProcess;
  readonly said: () => string;
  /** Waits until it says that. */
  readonly says: (text: string) => Promise<unknown>;
  readonly end: () => Promise<unknown>;
}

/** A process of its own with a guarded terminal, which says what it hears. */
function aProgram(body: string): Program {
  const program = `
    import { guardTerminal, onJob, suspend } from './terminal-guard.js';
    const say = (text) => process.stdout.write(text + '\\n');
    ${body}
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: dir,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const closed = new Promise((resolve) => child.once('close', resolve));
  return {
    child,
    said: () => said,
    says: (text) => until(() => said.includes(text), { what: `"${text}"`, deadlineMs }),
    end: () => closed,
  };
}

/** Whether the system holds a process still. */
function isStopped({ child }: Program): boolean {
  return execFileSync('ps', ['-o', 'stat=', '-p', String(child.pid)], { encoding: 'utf8' }).startsWith('T');
}

const listening = `
  onJob({ stop: () => say('asked to stop'), goesOn: () => say('goes on') });
  process.on('SIGWINCH', () => say('has another size'));
  setInterval(() => undefined, 1000);
  say('ready');
`;

describe('a process that is told to stop and to go on', () => {
  test('hears that another program asks for a stop, and is not stopped by it', async () => {
    const program = aProgram(listening);
    await program.says('ready');
    program.child.kill('SIGTSTP');
    await program.says('asked to stop');
    expect(isStopped(program)).toBe(false);
  });

  test('hears that it goes on, and looks for another size of the window', async () => {
    const program = aProgram(listening);
    await program.says('ready');
    program.child.kill('SIGSTOP');
    await until(() => isStopped(program), { what: 'the stop', deadlineMs });
    program.child.kill('SIGCONT');
    await program.says('has another size');
    expect(program.said()).toBe('ready\ngoes on\nhas another size\n');
  });

  test('that stops by itself goes on where it was', async () => {
    const program = aProgram(
      `const busy = setInterval(() => undefined, 1000); await suspend(); clearInterval(busy); say('is back');`,
    );
    await until(() => isStopped(program), { what: 'the stop', deadlineMs });
    expect(program.said()).not.toContain('is back');
    program.child.kill('SIGCONT');
    await program.says('is back');
    await program.end();
  });
});

describe('a terminal is put back', () => {
  const telling = `process.on('uncaughtException', ({ message }) => { say(message); process.exit(3); });`;
  const guarded = `${telling} const guard = guardTerminal(); guard.onEnd(() => say('put back'));`;

  test.each([
    ['at the end', '', /^put back\n$/],
    ['where the process is left', 'process.exit(3);', /^put back\n$/],
    ['before a fault is told', `throw new Error('a fault');`, /^put back\na fault\n/],
    ['before a rejection is told', `void Promise.reject(new Error('a fault'));`, /^put back\na fault\n/],
    ['only by whoever took it last', `guard.onEnd(() => say('again'));`, /^again\n$/],
  ])('%s', async (_when, body, says) => {
    const program = aProgram(`${guarded} ${body}`);
    await program.end();
    expect(program.said()).toMatch(says);
  });

  test('by nobody where it was given back before', async () => {
    const program = aProgram(`${guarded} guard.onEnd(null);`);
    await program.end();
    expect(program.said()).toBe('');
  });
});
