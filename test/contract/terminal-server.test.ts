import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import type { Seen } from '../../src/domain/seen.ts';
import type { TerminalView } from '../../src/domain/generation.ts';
import { processLives, type TmuxWorld, tmuxWorld } from '../support/tmux-terminal.ts';
import { until } from '../support/until.ts';
import { panes } from './terminal-suite.ts';
import type { SessionSpec } from '../../src/ports/terminal.ts';

function quietSpec(world: TmuxWorld, worker: string, generation = 1): SessionSpec {
  return {
    worker,
    generation,
    cwd: world.folder,
    argv: ['/bin/sh', '-c', 'exec cat'],
    env: {},
    kit: { folder: join(world.folder, `${worker}.kit`), files: [] },
    logFile: join(world.folder, 'logs', `${worker}.log`),
    logBytes: 100_000,
  };
}

/** In one view: between two of them the server may turn out to be gone. */
function isEmpty(view: Seen<TerminalView>): boolean {
  return view.known && view.value.panes.length === 0;
}

describe('a tmux server that does not answer', () => {
  test('makes the view unknown, types nothing afterwards, and is found again when it goes on', async () => {
    const world = tmuxWorld();
    const terminal = world.open();
    const { serverPid } = await terminal.connect();
    const { identity } = await terminal.start(quietSpec(world, 'w1'));
    process.kill(serverPid, 'SIGSTOP');
    onTestFinished(() => void process.kill(serverPid, 'SIGCONT'));
    await expect(terminal.keys(identity, ['x'])).rejects.toThrow(Fault);
    expect(await terminal.view()).toMatchObject({ known: false });
    process.kill(serverPid, 'SIGCONT');
    await until(async () => (await terminal.view()).known, { what: 'a known view' });
    expect(await panes(terminal)).toMatchObject([{ worker: 'w1', dead: false }]);
    expect((await terminal.screen(identity))?.lines.join('')).not.toContain('x');
  });

  test('is noticed without being asked for anything, and hints', async () => {
    const world = tmuxWorld();
    const terminal = world.open();
    const { serverPid } = await terminal.connect();
    let hints = 0;
    terminal.onHint(() => {
      hints += 1;
    });
    process.kill(serverPid, 'SIGSTOP');
    onTestFinished(() => void process.kill(serverPid, 'SIGCONT'));
    await until(() => hints > 0, { what: 'a hint' });
    expect(await terminal.view()).toMatchObject({ known: false });
  });

  test('is not taken for gone when only its socket is, and gets it back', async () => {
    const world = tmuxWorld();
    const first = world.open();
    const { socketPath, serverPid } = await first.connect();
    await first.start(quietSpec(world, 'w1'));
    await first.close({ endServer: false });
    rmSync(socketPath);
    const second = world.open();
    expect(await second.view()).toMatchObject({ known: false });
    await until(async () => (await second.view()).known, { what: 'the socket' });
    expect(await panes(second)).toMatchObject([{ worker: 'w1' }]);
    expect(await second.connect()).toMatchObject({ serverPid });
  });
});

describe('a tmux server whose sockets lie elsewhere now', () => {
  test('is found again while it runs, and a new one is made at the new place once it is gone', async () => {
    const world = tmuxWorld();
    const first = world.open();
    const { socketPath, serverPid } = await first.connect();
    await first.start(quietSpec(world, 'w1'));
    await first.close({ endServer: false });
    const elsewhere = join(world.folder, 'elsewhere');
    mkdirSync(elsewhere);
    const env = { ...world.env, TMUX_TMPDIR: elsewhere };
    const second = world.open({ env });
    expect(await panes(second)).toMatchObject([{ worker: 'w1', dead: false }]);
    expect(await second.connect()).toEqual({ socketPath, serverPid });
    process.kill(serverPid, 'SIGKILL');
    await until(async () => isEmpty(await second.view()), {
      what: 'a view without panes',
    });
    const { socketPath: anew } = await second.connect();
    onTestFinished(async () => void (await world.tmux(['-S', anew, 'kill-server'])));
    expect(anew.startsWith(elsewhere)).toBe(true);
  });
});

describe('a connection to tmux', () => {
  test('is made anew by itself when it breaks, and hints again', async () => {
    const world = tmuxWorld();
    const terminal = world.open();
    await terminal.connect();
    const { identity } = await terminal.start(quietSpec(world, 'w1'));
    await world.tmux(['kill-session', '-t', '=czar-ctl-shop']);
    await until(async () => (await world.sessions()).includes('czar-ctl-shop'), {
      what: 'the control session',
    });
    await panes(terminal);
    let hints = 0;
    terminal.onHint(() => {
      hints += 1;
    });
    process.kill(identity.panePid, 'SIGKILL');
    await until(() => hints > 0, { what: 'a hint' });
    expect(await panes(terminal)).toMatchObject([{ worker: 'w1', dead: true }]);
  });

  test('ends its own server only when no other session is left', async () => {
    const world = tmuxWorld();
    const terminal = world.open();
    const { serverPid } = await terminal.connect();
    const { identity } = await terminal.start(quietSpec(world, 'w1'));
    await terminal.close({ endServer: true });
    expect(await world.sessions()).toContain('shop-worker-w1');
    const second = world.open();
    await second.end(identity, { graceMs: 1_000 });
    await second.close({ endServer: true });
    await until(async () => !(await processLives(serverPid)), { what: 'the end of the server' });
    expect(await panes(world.open())).toEqual([]);
  });
});

describe('sessions of others', () => {
  test('are neither seen nor touched, however they are called', async () => {
    const world = tmuxWorld();
    const ours = world.open({ socket: 'mine' });
    const names = { project: 'shop-worker-w1', projectId: 'ffffffffffffffffffffffffffffffff' };
    const theirs = world.open({ socket: 'mine', names, runDir: join(world.folder, 'run2') });
    await world.tmux(['-f', '/dev/null', 'new-session', '-d', '-s', 'shop-worker-w2', 'cat'], 'mine');
    await ours.connect();
    await theirs.connect();
    const { identity } = await ours.start(quietSpec(world, 'w1'));
    const other = await theirs.start(quietSpec(world, 'w1', 7));
    expect(await panes(ours)).toMatchObject([{ paneId: identity.paneId }]);
    expect(await panes(theirs)).toMatchObject([{ paneId: other.identity.paneId }]);
    expect(await ours.enter(other.identity)).toEqual({ typed: false, because: 'gone' });
    expect(await ours.end(other.identity, { graceMs: 0 })).toBe('gone');
    await expect(ours.start(quietSpec(world, 'w2'))).rejects.toThrow(/not of this project/);
    await ours.end(identity, { graceMs: 1_000 });
    expect(await world.sessions('mine')).toEqual(
      expect.arrayContaining(['shop-worker-w2', 'shop-worker-w1-worker-w1']),
    );
    expect(await world.sessions('mine')).not.toContain('shop-worker-w1');
  });

  test('keep the server and global options of a server that Czar did not start', async () => {
    const world = tmuxWorld();
    await world.tmux(['-f', '/dev/null', 'new-session', '-d', '-s', 'user', 'cat'], 'mine');
    const before = await globals(world);
    const terminal = world.open({ socket: 'mine' });
    await terminal.connect();
    const { identity } = await terminal.start(quietSpec(world, 'w1'));
    expect(await globals(world)).toBe(before);
    expect(await world.tmux(['show-options', '-t', '=user:'], 'mine')).toBe('');
    await terminal.end(identity, { graceMs: 1_000 });
    await terminal.close({ endServer: true });
    await until(async () => (await world.sessions('mine')).join() === 'user', {
      what: 'the user alone on the server',
    });
  });

  test('let a pane be ours wherever a person has moved it, and keep theirs when it ends', async () => {
    const world = tmuxWorld();
    const terminal = world.open();
    await terminal.connect();
    const { identity } = await terminal.start(quietSpec(world, 'w1'));
    await world.tmux(['new-session', '-d', '-s', 'human', 'cat']);
    await world.tmux(['link-window', '-s', identity.paneId, '-t', 'human:']);
    expect(await panes(terminal)).toMatchObject([{ paneId: identity.paneId, session: 'shop-worker-w1' }]);
    await world.tmux(['kill-session', '-t', '=shop-worker-w1']);
    expect(await panes(terminal)).toMatchObject([{ paneId: identity.paneId, session: 'human' }]);
    expect(await terminal.end(identity, { graceMs: 1_000 })).toBe('ended');
    expect(await world.sessions()).toContain('human');
    expect(await panes(terminal)).toEqual([]);
  });
});

describe('a person at a session', () => {
  test('is counted when attached, and noticed when typing', async () => {
    const world = tmuxWorld();
    const terminal = world.open();
    await terminal.connect();
    const { identity } = await terminal.start(quietSpec(world, 'w1'));
    const attach = `exec env -u TMUX tmux -L ${world.label} attach-session -t =shop-worker-w1`;
    await world.tmux(['-f', '/dev/null', 'new-session', '-d', '-s', 'person', attach], 'desk');
    const watched = await until(
      async () => (await panes(terminal)).find((pane) => pane.attachedClients === 1),
      {
        what: 'a person',
      },
    );
    expect(watched.humanKeyAt).toBeNull();
    const keyed = await until(
      async () => {
        await world.tmux(['send-keys', '-t', '=person:', 'k'], 'desk');
        return (await panes(terminal)).find((pane) => pane.humanKeyAt !== null);
      },
      { what: 'a key' },
    );
    expect(Math.abs((keyed.humanKeyAt ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(await panes(terminal)).toMatchObject([{ paneId: identity.paneId }]);
  });

  test.each([
    { on: 'a server of its own', rest: 'C-b d comes back (C-b C-b d in a tmux with C-b)' },
    { on: 'the server of the user', rest: 'theirs: shop-worker-w1', socket: 'mine' },
  ])(
    'is told by the status line that texts wait, until the lease is over, on $on',
    async ({ rest, socket }) => {
      const world = tmuxWorld();
      await world.tmux(['-f', '/dev/null', 'new-session', '-d', '-s', 'user', 'cat'], 'mine');
      await world.tmux(['set-option', '-g', 'status-right', 'theirs: #{session_name}'], 'mine');
      await world.tmux(['set-option', '-g', 'status-interval', '1'], 'mine');
      const terminal = world.open({ leaseMs: 4_000, ...(socket === undefined ? {} : { socket }) });
      await terminal.connect();
      await terminal.start(quietSpec(world, 'w1'));
      const attach = `exec env -u TMUX tmux -L ${socket ?? world.label} attach-session -t =shop-worker-w1`;
      const size = ['-x', '120', '-y', '20'];
      await world.tmux(['-f', '/dev/null', 'new-session', '-d', ...size, '-s', 'person', attach], 'desk');
      const shown = (): Promise<string> => world.tmux(['capture-pane', '-p', '-t', '=person:'], 'desk');
      const words = `Czar holds its texts | ${rest}`;
      await until(async () => (await shown()).includes(rest), { what: 'the status line' });
      expect(await shown()).not.toContain(words);
      const typing = async (): Promise<boolean> => {
        await world.tmux(['send-keys', '-t', '=person:', 'k'], 'desk');
        return (await shown()).includes(words);
      };
      await until(typing, { what: 'that texts wait' });
      await until(async () => !(await shown()).includes('holds its texts'), {
        what: 'the end of the lease',
      });
    },
  );
});

test('a draft that keeps texts waiting is told by the status line, until it is gone or another life begins', async () => {
  const world = tmuxWorld();
  const terminal = world.open();
  await terminal.connect();
  const { identity } = await terminal.start(quietSpec(world, 'w1'));
  const status = (): Promise<string> =>
    world.tmux(['display-message', '-p', '-t', identity.paneId, '#{T:status-right}']);
  expect(await status()).not.toContain('holds');
  await terminal.showDraft({ ...identity, number: 7 }, true);
  expect(await status()).not.toContain('holds');
  await terminal.showDraft(identity, true);
  expect(await status()).toContain('Czar holds its texts | ');
  await terminal.showDraft(identity, false);
  expect(await status()).not.toContain('holds');
  await terminal.showDraft(identity, true);
  process.kill(identity.panePid, 'SIGKILL');
  await until(async () => (await panes(terminal)).every(({ dead }) => dead), { what: 'its end' });
  await terminal.start(quietSpec(world, 'w1', 2));
  expect(await status()).not.toContain('holds');
});

async function globals(world: TmuxWorld): Promise<string> {
  const all = await Promise.all(
    [['-s'], ['-g'], ['-gw']].map((flags) => world.tmux(['show-options', ...flags], 'mine')),
  );
  return all.join('\n');
}
