import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { SessionSpec } from '../../src/ports/terminal.ts';
import { textOf } from '../support/text-of.ts';
import { processesWith, processLives, type TmuxWorld, tmuxWorld } from '../support/tmux-terminal.ts';
import { until } from '../support/until.ts';
import { describeTerminal, panes, receives, startReady, type TerminalBench } from './terminal-suite.ts';

const receiver = fileURLToPath(new URL('../support/tmux-receiver.mjs', import.meta.url));

describeTerminal('tmux', async () => benchOf(tmuxWorld()));

function benchOf(world: TmuxWorld, changes: Parameters<TmuxWorld['open']>[0] = {}): TerminalBench {
  const terminal = world.open(changes);
  return {
    terminal,
    spec: (worker, generation) => receiverSpec(world, worker, generation),
    received: async (spec) => readFileSync(bytesOf(spec), 'utf8'),
    crash: async ({ panePid }) => void process.kill(panePid, 'SIGKILL'),
    loseServer: async () => {
      process.kill(Number(await world.tmux(['display-message', '-p', '#{pid}'])), 'SIGKILL');
    },
  };
}

function receiverSpec(world: TmuxWorld, worker: string, generation: number): SessionSpec {
  const logFile = join(world.folder, 'logs', `${worker}.${generation}.log`);
  return {
    worker,
    generation,
    cwd: world.folder,
    argv: [process.execPath, receiver, `${logFile}.bytes`],
    env: {},
    kit: { folder: join(world.folder, `${worker}.kit`), files: [] },
    logFile,
    logBytes: 100_000,
  };
}

function bytesOf({ logFile }: SessionSpec): string {
  return `${logFile}.bytes`;
}

/** A session of a shell script that shows `ready` when it has done its work, and stays. */
function shellSpec(world: TmuxWorld, script: string): SessionSpec {
  return {
    ...receiverSpec(world, 'w1', 1),
    argv: ['/bin/sh', '-c', `${script}\necho; echo ready; exec cat`],
  };
}

describe('a paste into tmux', () => {
  const hostile: readonly (readonly [string, string])[] = [
    ['an end of the paste inside', 'before\u001b[201~rm -rf /\nafter'],
    ['key names, semicolons and dashes', '-t x\nEnter\nC-c\nSpace;\n;\n\\;'],
    ['what shells and tmux expand', '$(id) `id` #(id) #{pid} %1 ~ "\' {a,b} !x \\'],
    ['control characters', Array.from({ length: 31 }, (_, code) => String.fromCharCode(code + 1)).join('')],
    ['line ends of all kinds', 'a\nb\rc\r\nd\n\n'],
    ['100 KB of lines', 'The quick brown fox; é漢😀\t#{x}\n'.repeat(3_000)],
    ['one line of 100 KB', 'x'.repeat(100_000)],
  ];

  test.each(hostile)('brings %s byte for byte, in one piece', async (_what, text) => {
    const bench = benchOf(tmuxWorld());
    const spec = bracketed(bench.spec('w1', 1));
    const { identity } = await startReady(bench, spec);
    expect(await bench.terminal.paste(identity, text, 'd1')).toEqual({ typed: true });
    await receives(bench, spec, `\u001b[200~${text}\u001b[201~`);
  });

  test('leaves no buffer and no file behind, typed or refused', async () => {
    const world = tmuxWorld();
    const bench = benchOf(world);
    const { identity } = await startReady(bench, bench.spec('w1', 1));
    await bench.terminal.paste(identity, 'typed', 'd1');
    await bench.terminal.paste({ ...identity, number: 9 }, 'refused', 'd2');
    await bench.terminal.paste({ ...identity, paneId: '%99' }, 'gone', 'd3');
    expect(await world.tmux(['list-buffers'])).toBe('');
    expect(readdirSync(join(world.folder, 'run'))).toEqual(['log.sh', 'tmux.conf']);
  });

  test('is refused while somebody reads back in the pane', async () => {
    const world = tmuxWorld();
    const bench = benchOf(world);
    const spec = bench.spec('w1', 1);
    const { identity } = await startReady(bench, spec);
    await world.tmux(['copy-mode', '-t', identity.paneId]);
    const refused = { typed: false, because: 'copy-mode' };
    expect(await bench.terminal.paste(identity, 'text', 'd1')).toEqual(refused);
    expect(await bench.terminal.enter(identity)).toEqual(refused);
    expect(await panes(bench.terminal)).toMatchObject([{ inMode: true }]);
    await world.tmux(['send-keys', '-t', identity.paneId, '-X', 'cancel']);
    expect(await bench.terminal.enter(identity)).toEqual({ typed: true });
    await receives(bench, spec, '\r');
  });

  test('waits until another process has sent its Enter', async () => {
    const world = tmuxWorld();
    const bench = benchOf(world);
    const other = world.open();
    const spec = bench.spec('w1', 1);
    const { identity } = await startReady(bench, spec);
    await bench.terminal.paste(identity, 'first', 'd1');
    const second = other.paste(identity, 'second', 'd2');
    await until(() => readdirSync(join(world.folder, 'run')).some((name) => name.startsWith('czar-d2')), {
      what: 'the second paste to try',
    });
    await bench.terminal.enter(identity);
    expect(await second).toEqual({ typed: true });
    await receives(bench, spec, 'first\rsecond');
  });
});

test('it is told whether a program has read what was typed, and nothing is taken from it', async () => {
  const world = tmuxWorld();
  const bench = benchOf(world);
  const go = join(world.folder, 'go');
  const script =
    'stty raw -echo; echo ready; while [ ! -e "$1" ]; do sleep 0.1; done; head -c 1 | od -c; sleep 60';
  const spec = { ...shellSpec(world, ''), argv: ['/bin/sh', '-c', script, 'sh', go] as const };
  const { identity } = await startReady(bench, spec);
  expect(await bench.terminal.unread(identity)).toBe(false);
  await bench.terminal.enter(identity);
  const isUnread = async (): Promise<boolean> => (await bench.terminal.unread(identity)) === true;
  await until(isUnread, { what: 'an Enter that waits' });
  expect(await bench.terminal.unread(identity)).toBe(true);
  writeFileSync(go, '');
  await until(async () => !(await isUnread()), { what: 'an Enter that is read' });
  const shown = async (): Promise<string> => (await bench.terminal.screen(identity))?.lines.join('\n') ?? '';
  await until(async () => (await shown()).includes('\\r'), { what: 'what was read' });
  expect(await bench.terminal.unread({ ...identity, number: 2 })).toBeNull();
});

function bracketed(spec: SessionSpec): SessionSpec {
  return { ...spec, argv: [...spec.argv, 'bracketed'] };
}

describe('an agent in tmux', () => {
  test('is told dead, with its status, each time it exits', async () => {
    const world = tmuxWorld();
    const bench = benchOf(world);
    let hints = 0;
    bench.terminal.onHint(() => {
      hints += 1;
    });
    for (let generation = 1; generation <= 12; generation += 1) {
      const script = 'echo ready; read line; exit 7';
      const spec = { ...shellSpec(world, ''), generation, argv: ['/bin/sh', '-c', script] as const };
      const { identity } = await startReady(bench, spec);
      hints = 0;
      await bench.terminal.enter(identity);
      await until(() => hints > 0, { what: `a hint at death ${generation}` });
      expect(await panes(bench.terminal)).toMatchObject([{ generation, dead: true, deadStatus: 7 }]);
    }
  });

  test('sees the list, its own variables and what it is to inherit, and neither tmux nor a secret of the supervisor', async () => {
    const world = tmuxWorld();
    const canary = 'canary-7f3a';
    const env = {
      ...world.env,
      GITHUB_TOKEN: canary,
      TMUX: `/x,1,0`,
      XDG_DATA_HOME: '/data',
      MY_SECRET: canary,
      LOGIN: 'mine',
      OWN: 'outer',
    };
    const bench = benchOf(world, { env });
    const own = { env: { OWN: 'it\'s\n"$mine"' }, inherits: ['LOGIN', 'OWN', 'NOT_THERE'] };
    const spec = { ...shellSpec(world, 'env > env.txt'), ...own };
    await startReady(bench, spec);
    const seen = readFileSync(join(world.folder, 'env.txt'), 'utf8');
    expect(seen).toContain('OWN=it\'s\n"$mine"\n');
    expect(seen).toContain('XDG_DATA_HOME=/data\n');
    expect(seen).toContain('LOGIN=mine\n');
    expect(seen).not.toMatch(/canary|TMUX|NOT_THERE/);
    expect(await world.tmux(['show-environment', '-g'])).not.toContain(canary);
  });

  test('leaves nothing running when its session ends, not even what ignores the end', async () => {
    const world = tmuxWorld();
    const bench = benchOf(world);
    const stubborn = `(trap '' HUP TERM; echo $$ > child.pid; while :; do sleep 0.2; done) &`;
    const { identity } = await startReady(
      bench,
      shellSpec(world, `${stubborn}\nwhile [ ! -s child.pid ]; do sleep 0.05; done; jobs -p > child.pid`),
    );
    const child = Number(readFileSync(join(world.folder, 'child.pid'), 'utf8'));
    expect(await processLives(child)).toBe(true);
    expect(await bench.terminal.end(identity, { graceMs: 100 })).toBe('ended');
    expect(await processLives(child)).toBe(false);
    expect(await processLives(identity.panePid)).toBe(false);
  });

  /** It has left the group, the session and the terminal of its agent, and its parents are gone. */
  const daemon = `(setsid sh -c 'echo $$ > daemon.pid; exec sleep 600' &)\nwhile [ ! -s daemon.pid ]; do sleep 0.05; done`;
  const daemonOf = (world: TmuxWorld): number =>
    Number(readFileSync(join(world.folder, 'daemon.pid'), 'utf8'));

  test('leaves no daemon when its session ends', async () => {
    const world = tmuxWorld();
    const bench = benchOf(world);
    const { identity } = await startReady(bench, shellSpec(world, daemon));
    const pid = daemonOf(world);
    expect(await processLives(pid)).toBe(true);
    expect(await bench.terminal.end(identity, { graceMs: 1_000 })).toBe('ended');
    expect(await processLives(pid)).toBe(false);
  });

  test.each(['its agent', 'the tmux server'])(
    'leaves no daemon to the next life when %s was killed',
    async (what) => {
      const world = tmuxWorld();
      const bench = benchOf(world);
      const spec = shellSpec(world, daemon);
      const { identity } = await startReady(bench, spec);
      const pid = daemonOf(world);
      if (what === 'its agent') await bench.crash(identity);
      else await bench.loseServer();
      const isOver = async (): Promise<boolean> => !(await processLives(identity.panePid));
      await until(isOver, { what: 'its end' });
      expect(await processLives(pid)).toBe(true);
      const again = async (): Promise<boolean> => (await panes(bench.terminal)).every(({ dead }) => dead);
      await until(again, { what: 'a place for the next life' });
      await bench.terminal.start({ ...spec, generation: 2 });
      expect(await processLives(pid)).toBe(false);
    },
  );

  test('leaves no daemon of a life after which none comes, and those of others', async () => {
    const world = tmuxWorld();
    const bench = benchOf(world);
    const { identity } = await startReady(bench, shellSpec(world, daemon));
    const pid = daemonOf(world);
    await bench.crash(identity);
    await until(async () => !(await processLives(identity.panePid)), { what: 'its end' });
    const life = { worker: 'w1', generation: 1 };
    await bench.terminal.endDaemons({ ...life, generation: 2 }, { graceMs: 1_000 });
    await bench.terminal.endDaemons({ ...life, worker: 'w2' }, { graceMs: 1_000 });
    expect(await processLives(pid)).toBe(true);
    await bench.terminal.endDaemons(life, { graceMs: 1_000 });
    expect(await processLives(pid)).toBe(false);
    expect(await panes(bench.terminal)).toMatchObject([{ worker: 'w1', dead: true }]);
  });

  test('runs nothing that the names of its folders say', async () => {
    const world = tmuxWorld();
    const folder = join(world.folder, `x#(touch canary)##(touch canary)#[b]%H%%'";$(touch canary){}~ é\n\\`);
    mkdirSync(folder);
    const bench = benchOf(world, { runDir: join(folder, 'run'), stateDir: join(folder, 'state') });
    const spec = { ...shellSpec(world, 'pwd > where'), cwd: folder, logFile: join(folder, 'log', 'w1.log') };
    const { identity } = await startReady(bench, spec);
    expect(readFileSync(join(folder, 'where'), 'utf8')).toBe(`${folder}\n`);
    expect(
      await world.tmux(['display-message', '-p', '-t', identity.paneId, '#{pane_current_path}']),
    ).toContain('x#(touch');
    await until(() => textOf(spec.logFile).includes('ready'), { what: 'the log' });
    expect(await bench.terminal.paste(identity, 'text', 'd1')).toEqual({ typed: true });
    expect(
      readdirSync(world.folder, { recursive: true }).filter((name) => String(name).endsWith('canary')),
    ).toEqual([]);
  });

  test('cannot forge an answer by printing one', async () => {
    const world = tmuxWorld();
    const bench = benchOf(world);
    const forged = `for n in $(seq 200 245); do echo "%end $(date +%s) $n 1"; done`;
    const { identity } = await startReady(bench, shellSpec(world, forged));
    const screen = await bench.terminal.screen(identity);
    expect(screen?.lines.filter((line) => line.startsWith('%end'))).toHaveLength(46);
    expect(await panes(bench.terminal)).toHaveLength(1);
  });
});

describe('the log of a pane', () => {
  test('begins with the first output', async () => {
    const world = tmuxWorld();
    const bench = benchOf(world);
    const spec = shellSpec(world, 'echo the very first line');
    await startReady(bench, spec);
    await until(() => textOf(spec.logFile).includes('ready'), { what: 'the log' });
    expect(readFileSync(spec.logFile, 'utf8')).toMatch(/^the very first line\r\n/);
  });

  test('stays within its bytes in a flood while nobody is connected, and keeps the end', async () => {
    const world = tmuxWorld();
    const bench = benchOf(world);
    const flood = `while [ ! -e go ]; do sleep 0.05; done; yes flooding | head -c 3000000; echo the end`;
    const spec = { ...shellSpec(world, flood), logBytes: 200_000 };
    await bench.terminal.connect();
    await bench.terminal.start(spec);
    await bench.terminal.close({ endServer: false });
    writeFileSync(join(world.folder, 'go'), '');
    await until(() => keptBy(spec).endsWith('the end\r\n\r\nready\r\n'), {
      what: 'the end in the log',
    });
    const kept = keptBy(spec);
    expect(kept.length).toBeLessThanOrEqual(200_000);
    expect(kept.length).toBeGreaterThan(50_000);
  });

  test('goes on when its folder was deleted, and ends with the session', async () => {
    const world = tmuxWorld();
    const bench = benchOf(world);
    const flood = `while [ ! -e go ]; do sleep 0.05; done; yes flooding | head -c 300000`;
    const spec = { ...shellSpec(world, flood), logBytes: 40_000 };
    await bench.terminal.connect();
    const { identity } = await bench.terminal.start(spec);
    rmSync(join(world.folder, 'logs'), { recursive: true });
    writeFileSync(join(world.folder, 'go'), '');
    await until(() => keptBy(spec).endsWith('ready\r\n'), {
      what: 'the end in the log',
    });
    const writers = await processesWith(spec.logFile);
    expect(writers.length).toBeGreaterThan(0);
    await bench.terminal.end(identity, { graceMs: 1_000 });
    await until(async () => (await processesWith(spec.logFile)).length === 0, {
      what: 'the end of its writer',
    });
  });
});

/** The older part of a log and the newer one. It is renamed when it is full, so it may go between any two looks. */
function keptBy({ logFile }: SessionSpec): string {
  return [`${logFile}.1`, logFile].map(textOf).join('');
}
