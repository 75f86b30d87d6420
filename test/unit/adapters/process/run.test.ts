import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ProcessSpec, runProcess } from '../../../../src/adapters/process/run.ts';
import { processStartTime } from '../../../../src/adapters/process/start-time.ts';
import { Fault } from '../../../../src/domain/fault.ts';
import type { SpawnedProcess } from '../../../../src/domain/ledger.ts';
import { repositoryRoot } from '../../../tidy/source.ts';
import { until } from '../../../support/until.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'czar-process-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const env = { PATH: process.env['PATH'] ?? '/bin:/usr/bin' };

function shell(script: string, rest: Partial<ProcessSpec> = {}): ProcessSpec {
  return {
    argv: ['/bin/sh', '-c', script],
    cwd: dir,
    env,
    timeoutMs: 30_000,
    outputLimitBytes: 10_000,
    graceMs: 500,
    ...rest,
  };
}

async function lives(pid: number): Promise<boolean> {
  return (await processStartTime(pid)) !== null;
}

function pidIn(file: string): number | null {
  const path = join(dir, file);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return text.endsWith('\n') ? Number(text) : null;
}

/** A program that runs one tethered child, writes its pid to a file, and never lets it go. */
function tetheringParent(folder: string): string {
  const options =
    '--ignoreConfig --rootDir src --module nodenext --target es2023 --rewriteRelativeImportExtensions --skipLibCheck --types node';
  execFileSync(
    join(repositoryRoot, 'node_modules/.bin/tsc'),
    ['src/adapters/process/run.ts', '--outDir', join(folder, 'out'), ...options.split(' ')],
    { cwd: repositoryRoot },
  );
  writeFileSync(join(folder, 'out/package.json'), '{"type":"module"}');
  const program = join(folder, 'out/parent.js');
  writeFileSync(
    program,
    `import { writeFileSync } from 'node:fs';
     import { runProcess } from './adapters/process/run.js';
     await runProcess({
       argv: ['/bin/sh', '-c', 'touch begun'], cwd: ${JSON.stringify(folder)}, env: process.env,
       timeoutMs: 60000, outputLimitBytes: 10, graceMs: 10,
       tether: { spawned: ({ pid }) => {
         writeFileSync('child', pid + '\\n');
         return new Promise((resolve) => setTimeout(resolve, 60000));
       } },
     });`,
  );
  return program;
}

describe('a program', () => {
  test('tells its status and what it printed', async () => {
    const result = await runProcess(shell('echo out; echo err >&2; exit 7'));
    expect(result).toMatchObject({
      status: 7,
      signal: null,
      stdout: 'out\n',
      stderr: 'err\n',
      timedOut: false,
    });
  });

  test('gets exactly the environment and the input that it was given', async () => {
    const result = await runProcess(
      shell('cat; echo "[$A][$HOME]"', { env: { ...env, A: 'x y' }, stdin: 'in\n' }),
    );
    expect(result.stdout).toBe('in\n[x y][]\n');
  });

  test('may ignore a large input', async () => {
    const result = await runProcess(shell('exit 3', { stdin: 'x'.repeat(5_000_000) }));
    expect(result.status).toBe(3);
  });

  test('gets its arguments as they are', async () => {
    const argv = ['/usr/bin/printf', '%s|', '$(touch no)', ';', 'a b', '-n', '\n'] as const;
    const result = await runProcess({ ...shell(''), argv });
    expect(result.stdout).toBe('$(touch no)|;|a b|-n|\n|');
  });

  test('keeps the end of what it prints beyond the limit', async () => {
    const script = 'i=0; while [ $i -lt 2000 ]; do echo "line $i"; i=$((i+1)); done';
    const result = await runProcess(shell(script, { outputLimitBytes: 20 }));
    expect(result.stdout).toBe('line 1998\nline 1999\n');
    expect(result.truncated).toBe(true);
  });

  test('that does not exist is a fault with its name', async () => {
    const missing = runProcess({ ...shell(''), argv: [join(dir, 'missing')] });
    await expect(missing).rejects.toThrow(Fault);
    await expect(missing).rejects.toThrow('missing');
  });
});

describe('the whole group', () => {
  const stubborn =
    'trap "" TERM; sh -c \'trap "" TERM; echo $$ > child; while :; do sleep 0.05; done\' & wait';

  test('ends at the timeout, also what ignores TERM', async () => {
    const result = await runProcess(shell(stubborn, { timeoutMs: 700, graceMs: 100 }));
    expect(result).toMatchObject({ timedOut: true, signal: 'SIGKILL' });
    expect(await lives(pidIn('child') ?? 0)).toBe(false);
  });

  test('ends when it is aborted', async () => {
    const nobody = new AbortController();
    const running = runProcess(shell(stubborn, { graceMs: 100, signal: nobody.signal }));
    const child = await until(() => pidIn('child'), { what: 'the child' });
    nobody.abort();
    expect(await running).toMatchObject({ aborted: true, timedOut: false });
    expect(await lives(child)).toBe(false);
  });

  test('does not begin when it is aborted before', async () => {
    expect(await runProcess(shell('touch begun', { signal: AbortSignal.abort() }))).toMatchObject({
      aborted: true,
    });
    expect(existsSync(join(dir, 'begun'))).toBe(false);
  });

  test('gets its time to end by itself', async () => {
    const result = await runProcess(
      shell('trap "echo saved; exit 0" TERM; touch up; while :; do sleep 0.05; done', {
        timeoutMs: 700,
        graceMs: 20_000,
      }),
    );
    expect(result).toMatchObject({ timedOut: true, stdout: 'saved\n', status: 0 });
  });

  test('does not outlive its leader', async () => {
    const result = await runProcess(shell('sleep 600 & echo $! > child; exit 0', { graceMs: 100 }));
    expect(result.status).toBe(0);
    expect(await lives(pidIn('child') ?? 0)).toBe(false);
  });

  test('is not waited for by what left it with the output open', async () => {
    const result = await runProcess(shell('setsid sleep 600 & echo $! > child; sleep 0.3; exit 0'));
    const child = pidIn('child') ?? 0;
    expect(result.status).toBe(0);
    if (await lives(child)) process.kill(child, 'SIGKILL');
  });
});

describe('the whole family', () => {
  const tether = { spawned: () => Promise.resolve() };
  const family = { tether, wholeFamily: true, graceMs: 200 };
  const started = 'while [ ! -s child ]; do sleep 0.02; done';

  test.each([
    ['in a session of its own', `setsid sh -c 'echo $$ > child; exec sleep 600' & ${started}`],
    ['behind two parents that are gone', `(setsid sh -c 'sleep 600 & echo $! > child') & ${started}`],
    [
      'although it ignores TERM',
      `setsid sh -c 'trap "" TERM; echo $$ > child; while :; do sleep 0.05; done' & ${started}`,
    ],
  ])('ends with the program: what lives %s', async (_where, script) => {
    const result = await runProcess(shell(script, family));
    expect(result.status).toBe(0);
    expect(pidIn('child')).toBeGreaterThan(1);
    expect(await lives(pidIn('child') ?? 0)).toBe(false);
  });

  test('ends at the timeout, also what was given another environment', async () => {
    const script = `env -i setsid sh -c 'echo $$ > child; exec sleep 600' & ${started}; sleep 600`;
    const result = await runProcess(shell(script, { ...family, timeoutMs: 1_500 }));
    expect(result.timedOut).toBe(true);
    expect(await lives(pidIn('child') ?? 0)).toBe(false);
  });

  test('ends when it is aborted', async () => {
    const nobody = new AbortController();
    const running = runProcess(
      shell('setsid sleep 600 & echo $! > child; wait', { ...family, signal: nobody.signal }),
    );
    const child = await until(() => pidIn('child'), { what: 'the child' });
    nobody.abort();
    expect(await running).toMatchObject({ aborted: true });
    expect(await lives(child)).toBe(false);
  });

  test('is nobody else: a program of another family goes on', async () => {
    const stranger = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    try {
      await runProcess(shell('setsid sleep 600 & echo $! > child; exit 0', family));
      expect(await lives(pidIn('child') ?? 0)).toBe(false);
      expect(await lives(stranger.pid ?? 0)).toBe(true);
    } finally {
      stranger.kill('SIGKILL');
    }
  });
});

describe('a tethered program', () => {
  test('does nothing before it is journaled, and then becomes the process that was journaled', async () => {
    const journaled: SpawnedProcess[] = [];
    let seenBefore: boolean | null = null;
    const result = await runProcess(
      shell('touch begun; echo $$', {
        tether: {
          async spawned(process) {
            // Long enough for a program that does not wait to be seen.
            await runProcess(shell('sleep 0.3'));
            seenBefore = existsSync(join(dir, 'begun'));
            journaled.push(process);
          },
        },
      }),
    );
    expect(seenBefore).toBe(false);
    expect(existsSync(join(dir, 'begun'))).toBe(true);
    expect(journaled).toMatchObject([{ pid: Number(result.stdout), graceMs: 500 }]);
    expect(journaled[0]?.startTime).toMatch(/./);
  });

  test('keeps its status, input and arguments, and has no descriptor of the tether', async () => {
    const result = await runProcess(
      shell('cat; (: <&3) 2>/dev/null || echo closed; exit 9', {
        stdin: 'in\n',
        tether: { spawned: () => Promise.resolve() },
      }),
    );
    expect(result).toMatchObject({ status: 9, stdout: 'in\nclosed\n' });
  });

  test('never begins when it cannot be journaled', async () => {
    const fenced = new Fault({ code: 'fenced', what: 'journal', on: 'x', because: 'a newer epoch' });
    const run = runProcess(shell('touch begun', { tether: { spawned: () => Promise.reject(fenced) } }));
    await expect(run).rejects.toBe(fenced);
    expect(existsSync(join(dir, 'begun'))).toBe(false);
  });

  test('exits without beginning when its parent is killed', async () => {
    const parent = spawn(process.execPath, [tetheringParent(dir)], { cwd: dir, stdio: 'inherit' });
    const gone = new Promise((resolve) => parent.once('exit', resolve));
    try {
      const child = await until(() => pidIn('child'), { what: 'the waiting child' });
      expect(await lives(child)).toBe(true);
      parent.kill('SIGKILL');
      await until(async () => !(await lives(child)), { what: 'the end of the child' });
      expect(existsSync(join(dir, 'begun'))).toBe(false);
    } finally {
      parent.kill('SIGKILL');
      await gone;
    }
  });
});
