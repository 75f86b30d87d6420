import { describe, expect, test } from 'vitest';
import { runVerb, verbsOf, type Verbs } from '../../../../src/compose/tui/run-verb.ts';
import type { CliIo, Outlet } from '../../../../src/surfaces/cli/io.ts';
import { fakeIo, machine } from '../../surfaces/cli/fake-io.ts';
import { sixWorkersWorld } from '../../views/worlds.ts';

type Signals = Verbs['signals'];

/** A verb that never comes to an end waits this often. */
const mostWaits = 1_000;

interface Bench {
  readonly run: (...argv: readonly string[]) => Promise<number>;
  readonly lines: readonly string[];
  /** What the verb was given, one for each run. */
  readonly given: readonly CliIo[];
  /** By which the verb is told to end, one for each run. */
  readonly ends: readonly AbortSignal[];
  /** Folders in which a project was looked for. */
  readonly dirs: readonly string[];
  readonly abort: () => void;
}

function noSignals(): Signals {
  return { signal: new AbortController().signal, interrupted: () => null };
}

interface BenchOptions {
  readonly signals?: Signals;
  /** How the verb writes. */
  readonly through?: (outlet: Outlet) => Outlet;
}

function aBench({ signals = noSignals(), through = (outlet) => outlet }: BenchOptions = {}): Bench {
  const request = new AbortController();
  const lines: string[] = [];
  const given: CliIo[] = [];
  const ends: AbortSignal[] = [];
  const dirs: string[] = [];
  const openIo: Verbs['openIo'] = (own, streams) => {
    let waits = 0;
    ends.push(own.signal);
    const project = machine({ color: true, pictures: [{ from: 0, snapshot: sixWorkersWorld() }] });
    const fake = fakeIo(project, { out: () => undefined, err: () => undefined });
    const io: CliIo = {
      ...fake,
      ...streams,
      stdout: through(streams.stdout),
      interrupted: () => own.interrupted(),
      wait: (ms) => {
        waits += 1;
        return waits > mostWaits ? Promise.reject(new Error('it goes on for ever')) : fake.wait(ms);
      },
      openProject: (dir) => {
        dirs.push(dir);
        return fake.openProject(dir);
      },
      showTerminal: () => Promise.reject(new Error('the interface in the interface')),
    };
    given.push(io);
    return io;
  };
  const run = (...argv: readonly string[]): Promise<number> =>
    runVerb(
      { argv, columns: 57, signal: request.signal, onLine: (line) => void lines.push(line) },
      { root: '/home/ann/shop', signals, openIo },
    );
  return { run, lines, given, ends, dirs, abort: () => request.abort() };
}

describe('a verb that is run from the interface', () => {
  test('goes on until it is called off, and ends as one that was interrupted', async () => {
    const { run, abort } = aBench();
    const running = run('log', '-f');
    setImmediate(abort);
    expect(await running).toBe(130);
  });

  test('that is called off before it begins does not go on', async () => {
    const { run, abort } = aBench();
    abort();
    expect(await run('log', '-f')).toBe(130);
  });

  test('ends with the interface too, and tells which signal ended it', async () => {
    const ended = new AbortController();
    const { run } = aBench({
      signals: { signal: ended.signal, interrupted: () => (ended.signal.aborted ? 143 : null) },
    });
    const running = run('log', '-f');
    setImmediate(() => ended.abort());
    expect(await running).toBe(143);
  });

  test('hears at once that it is called off, or that the interface ends', async () => {
    const ended = new AbortController();
    const { run, ends, abort } = aBench({ signals: { signal: ended.signal, interrupted: () => null } });
    await run('status');
    expect(ends[0]?.aborted).toBe(false);
    abort();
    expect(ends[0]?.aborted).toBe(true);
    const other = aBench({ signals: { signal: ended.signal, interrupted: () => null } });
    await other.run('status');
    ended.abort();
    expect(other.ends[0]?.aborted).toBe(true);
  });

  test('is in the project that is shown', async () => {
    const { run, dirs } = aBench();
    await run('status');
    expect(dirs).toEqual(['/home/ann/shop']);
  });

  test('says what it says line by line, in the width that it has', async () => {
    const { run, lines, given } = aBench();
    expect(await run('status', '--no-such-option')).toBe(2);
    expect(lines.join('\n')).toContain('--no-such-option');
    expect(lines.every((line) => !line.includes('\n'))).toBe(true);
    expect([given[0]?.stdout.columns, given[0]?.stderr.columns]).toEqual([57, 57]);
  });

  test.each<readonly [how: string, write: (text: string, outlet: Outlet) => void]>([
    ['in small pieces', (text, outlet) => text.split('').forEach((part) => outlet.write(part))],
    ['without an end of its last line', (text, outlet) => outlet.write(text.replace(/\n$/, ''))],
  ])('says the same where it writes %s', async (_how, write) => {
    const whole = aBench();
    await whole.run('status');
    const other = aBench({
      through: (outlet) => ({ ...outlet, write: (text) => write(text, outlet) }),
    });
    await other.run('status');
    expect(whole.lines.length).toBeGreaterThan(5);
    expect(other.lines).toEqual(whole.lines);
  });

  test('is asked nothing: nobody answers there', async () => {
    const { run, given } = aBench();
    await run('status');
    const stdin = given[0]?.stdin;
    expect(stdin?.isTerminal).toBe(false);
    expect(await stdin?.ask('Remove these? ')).toBeNull();
    expect(await stdin?.readAll()).toBe('');
  });

  test('does not open the interface in the interface', async () => {
    const { run, lines } = aBench();
    await run('ui');
    expect(lines.join('\n')).not.toContain('the interface in the interface');
  });

  test('says everything without colours', async () => {
    const { run, lines } = aBench();
    await run('status');
    expect(lines.join('\n')).toContain('engineer4');
    expect(lines.join('\n')).not.toContain('\u001b');
  });
});

describe('the verbs of the palette', () => {
  const verbs = verbsOf({ signals: noSignals(), openIo: openNothing });
  const named = (name: string) => verbs.find((verb) => verb.name === name);

  test.each([
    ['attach', ['worker'], ['--read-only']],
    ['assign', ['names'], ['--now', '--open', '--next']],
    ['restart', ['worker'], []],
    ['cancel', ['task'], []],
    ['stop', [], ['--all', '--now']],
    ['clean', [], ['--all', '--yes']],
  ])('have %s, with what it takes', (name, takes, options) => {
    expect(named(name)).toMatchObject({ takes });
    expect(named(name)?.options).toEqual(expect.arrayContaining([...options]));
  });

  test.each([
    ['cancel', { needs: 1, endless: false }],
    ['stop', { needs: 0, endless: false }],
    ['assign', { needs: 0, endless: true }],
    ['answer', { needs: 2, endless: true }],
    ['undo', { needs: 0, endless: false }],
    ['clean', { short: ['-y'] }],
    ['peek', { valued: ['--lines', '-n'] }],
  ])('tell how many words %s takes, and which options it knows', (name, usage) =>
    expect(named(name)).toMatchObject(usage),
  );

  test('are told in words', () => expect(verbs.every(({ about }) => about !== '')).toBe(true));
});

function openNothing(): CliIo {
  return fakeIo(machine(), { out: () => undefined, err: () => undefined });
}
