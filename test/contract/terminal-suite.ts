import { describe, expect, test } from 'vitest';
import type { PaneIdentity, PaneView } from '../../src/domain/generation.ts';
import { Fault } from '../../src/domain/fault.ts';
import type { SessionSpec, StartedSession, Terminal } from '../../src/ports/terminal.ts';
import { until } from '../support/until.ts';

/** A terminal with nothing in it yet, and the hands to move its world. */
export interface TerminalBench {
  readonly terminal: Terminal;
  /** A session whose agent shows `ready` and then notes all that is typed. */
  spec(worker: string, generation: number): SessionSpec;
  /** All that the agent of this session was sent; Enter is a carriage return. */
  received(spec: SessionSpec): Promise<string>;
  /** Kills the agent's process. */
  crash(who: PaneIdentity): Promise<void>;
  /** Kills the server with everything in it. */
  loseServer(): Promise<void>;
}

/** What every terminal has to do, real or simulated. `make` registers its own teardown. */
export function describeTerminal(name: string, make: () => Promise<TerminalBench>): void {
  describe(`a terminal (${name})`, () => {
    startsAndShows(make);
    types(make);
    ends(make);
    losesItsServer(make);
  });
}

function startsAndShows(make: () => Promise<TerminalBench>): void {
  test('is known to have no panes before a server runs', async () => {
    const { terminal } = await make();
    expect(await panes(terminal)).toEqual([]);
  });

  test('connects twice to the same server', async () => {
    const { terminal } = await make();
    const first = await terminal.connect();
    expect(await terminal.connect()).toEqual(first);
  });

  test('shows a started session with the identity that start gave', async () => {
    const bench = await make();
    const { identity, session } = await startReady(bench, bench.spec('w1', 3));
    const [pane] = await panes(bench.terminal);
    expect(pane).toMatchObject({
      paneId: identity.paneId,
      panePid: identity.panePid,
      worker: 'w1',
      generation: 3,
      session,
      dead: false,
      inMode: false,
      attachedClients: 0,
      humanKeyAt: null,
    });
    expect(await bench.terminal.connect()).toMatchObject({ serverPid: identity.serverPid });
  });

  test('gives the same session when the same generation is started again', async () => {
    const bench = await make();
    const first = await startReady(bench, bench.spec('w1', 1));
    expect(await bench.terminal.start(bench.spec('w1', 1))).toEqual(first);
    expect(await panes(bench.terminal)).toHaveLength(1);
  });

  test('refuses another generation while one lives', async () => {
    const bench = await make();
    const { identity } = await startReady(bench, bench.spec('w1', 1));
    await expect(bench.terminal.start(bench.spec('w1', 2))).rejects.toThrow(Fault);
    expect(await panes(bench.terminal)).toMatchObject([{ panePid: identity.panePid, generation: 1 }]);
  });

  test('hints at a death and shows it', async () => {
    const bench = await make();
    const { identity } = await startReady(bench, bench.spec('w1', 1));
    let hints = 0;
    bench.terminal.onHint(() => {
      hints += 1;
    });
    await bench.crash(identity);
    await until(() => hints > 0, { what: 'a hint' });
    const pane = await until(
      async () => (await panes(bench.terminal)).find(({ deadSignal }) => deadSignal !== null),
      { what: 'a pane that was killed' },
    );
    expect(pane).toMatchObject({ worker: 'w1', generation: 1, dead: true, deadStatus: null, deadSignal: 9 });
  });

  test('starts the next generation in the dead pane and refuses the old one from then on', async () => {
    const bench = await make();
    const { terminal } = bench;
    const { identity: old } = await startReady(bench, bench.spec('w1', 1));
    await bench.crash(old);
    await until(async () => (await panes(terminal))[0]?.dead, { what: 'a dead pane' });
    const { identity: next } = await startReady(bench, bench.spec('w1', 2));
    expect(await panes(terminal)).toMatchObject([{ generation: 2, panePid: next.panePid, dead: false }]);
    const refused = { typed: false, because: 'other-generation' };
    expect(await terminal.paste(old, 'late', 'd1')).toEqual(refused);
    expect(await terminal.enter(old)).toEqual(refused);
    expect(await terminal.keys(old, ['C-c'])).toEqual(refused);
    expect(await terminal.screen(old)).toBeNull();
    expect(await terminal.end(old, { graceMs: 0 })).toBe('gone');
    expect(await terminal.enter(next)).toEqual({ typed: true });
    await receives(bench, bench.spec('w1', 2), '\r');
  });
}

function types(make: () => Promise<TerminalBench>): void {
  test('pastes a text as it is and without Enter, which comes apart', async () => {
    const bench = await make();
    const spec = bench.spec('w1', 1);
    const { identity } = await startReady(bench, spec);
    const text = '[czar d1]\nline\twith tab; and é漢😀\nlast line;';
    expect(await bench.terminal.paste(identity, text, 'd1')).toEqual({ typed: true });
    await receives(bench, spec, text);
    expect(await bench.terminal.enter(identity)).toEqual({ typed: true });
    await receives(bench, spec, `${text}\r`);
  });

  test('types keys by their names', async () => {
    const bench = await make();
    const spec = bench.spec('w1', 1);
    const { identity } = await startReady(bench, spec);
    expect(await bench.terminal.keys(identity, ['C-u', 'a'])).toEqual({ typed: true });
    await receives(bench, spec, '\u0015a');
  });

  test('refuses a key that does not exist', async () => {
    const bench = await make();
    const { identity } = await startReady(bench, bench.spec('w1', 1));
    await expect(bench.terminal.keys(identity, ['Enter; kill-server'])).rejects.toThrow(Fault);
  });

  test('types nothing for a dead process', async () => {
    const bench = await make();
    const { identity } = await startReady(bench, bench.spec('w1', 1));
    await bench.crash(identity);
    await until(async () => (await panes(bench.terminal))[0]?.dead, { what: 'a dead pane' });
    expect(await bench.terminal.enter(identity)).toEqual({ typed: false, because: 'gone' });
  });

  test('keeps workers apart whose names begin alike', async () => {
    const bench = await make();
    const [one, ten] = [bench.spec('w1', 1), bench.spec('w10', 1)];
    const { identity: ofTen } = await startReady(bench, ten);
    const { identity: ofOne } = await startReady(bench, one);
    await bench.terminal.paste(ofOne, 'for one', 'd1');
    await receives(bench, one, 'for one');
    expect(await bench.terminal.end(ofOne, { graceMs: 1_000 })).toBe('ended');
    expect(await panes(bench.terminal)).toMatchObject([
      { worker: 'w10', panePid: ofTen.panePid, dead: false },
    ]);
    expect(await bench.received(ten)).toBe('');
  });
}

function ends(make: () => Promise<TerminalBench>): void {
  test('ends a session once, and is done as well when it is gone', async () => {
    const bench = await make();
    const { identity } = await startReady(bench, bench.spec('w1', 1));
    expect(await bench.terminal.end(identity, { graceMs: 1_000 })).toBe('ended');
    expect(await panes(bench.terminal)).toEqual([]);
    expect(await bench.terminal.end(identity, { graceMs: 1_000 })).toBe('gone');
    expect(await bench.terminal.enter(identity)).toEqual({ typed: false, because: 'gone' });
    expect(await bench.terminal.screen(identity)).toBeNull();
  });

  test('ends a dead session', async () => {
    const bench = await make();
    const { identity } = await startReady(bench, bench.spec('w1', 1));
    await bench.crash(identity);
    await until(async () => (await panes(bench.terminal))[0]?.dead, { what: 'a dead pane' });
    expect(await bench.terminal.end(identity, { graceMs: 0 })).toBe('ended');
    expect(await panes(bench.terminal)).toEqual([]);
  });
}

function losesItsServer(make: () => Promise<TerminalBench>): void {
  test('knows that nothing is left when the server was killed, and starts another when asked', async () => {
    const bench = await make();
    const { terminal } = bench;
    const { identity } = await startReady(bench, bench.spec('w1', 1));
    let hints = 0;
    terminal.onHint(() => {
      hints += 1;
    });
    await bench.loseServer();
    await until(() => hints > 0, { what: 'a hint' });
    await until(async () => (await terminal.view()).known, { what: 'a known view' });
    expect(await panes(terminal)).toEqual([]);
    expect(await terminal.paste(identity, 'late', 'd1')).toEqual({ typed: false, because: 'gone' });
    expect(await terminal.end(identity, { graceMs: 0 })).toBe('gone');
    const { serverPid } = await terminal.connect();
    expect(serverPid).not.toBe(identity.serverPid);
    const next = await startReady(bench, bench.spec('w1', 2));
    expect(next.identity.serverPid).toBe(serverPid);
    expect(await terminal.enter(identity)).toEqual({ typed: false, because: 'gone' });
  });
}

/** Panes of a view that has to be known. */
export async function panes(terminal: Terminal): Promise<readonly PaneView[]> {
  const seen = await terminal.view();
  if (!seen.known) throw new Error(`the view is unknown: ${seen.reason}`);
  return seen.value.panes;
}

export async function startReady(
  { terminal }: Pick<TerminalBench, 'terminal'>,
  spec: SessionSpec,
): Promise<StartedSession> {
  await terminal.connect();
  const started = await terminal.start(spec);
  await until(
    async () => (await terminal.screen(started.identity))?.lines.some((line) => line.trim() === 'ready'),
    { what: `the agent of ${spec.worker}` },
  );
  return started;
}

export async function receives(
  bench: Pick<TerminalBench, 'received'>,
  spec: SessionSpec,
  text: string,
): Promise<void> {
  await until(async () => (await bench.received(spec)).length >= text.length, {
    what: `${text.length} characters at ${spec.worker}`,
  });
  expect(await bench.received(spec)).toBe(text);
}
