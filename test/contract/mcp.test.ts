import { describe, expect, onTestFinished, test } from 'vitest';
import { openMcpServers } from '../../src/adapters/mcp/open-servers.ts';
import type { McpServer } from '../../src/domain/mcp.ts';
import type { SpawnedProcess } from '../../src/domain/ledger.ts';
import { looseLeash } from '../support/loose-leash.ts';
import { littleProgram, littleSite } from '../support/mcp.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';
import { describeMcp } from './mcp-suite.ts';

/** A busy machine starts a program slowly. */
const PATIENT_MS = 20_000;
const HASTY_MS = 800;
/** Long enough for a program to have done its worst. */
const LONG_MS = 6_000;

function open(budgetMs: number, outer: Readonly<Record<string, string>> = {}) {
  return openMcpServers({ inherited: { PATH: process.env['PATH'] ?? '' }, outer, budgetMs });
}

async function whyMissing(server: McpServer, budgetMs: number, env: Readonly<Record<string, string>> = {}) {
  const among = { cwd: temporaryFolder(), env, ...looseLeash };
  const [missing] = await open(budgetMs).missing([server], among);
  return missing?.because ?? null;
}

describeMcp('real ones', async () => ({
  servers: open(PATIENT_MS),
  good: littleProgram().server,
  bad: { ...littleProgram('exits').server, name: 'bad' },
}));

describe('a program', () => {
  test.each(['well', 'greets'])(
    'that speaks MCP (%s) is there, and has ended when that is known',
    async (how) => {
      const { server, log } = littleProgram(how);
      expect(await whyMissing(server, PATIENT_MS)).toBeNull();
      expect(log()).toContain('initialize');
      await allEnded(log());
    },
  );

  test.each([
    ['wrong', 'its answer to initialize is not one of MCP'],
    ['refuses', 'it refuses to begin (error -32602)'],
    ['exits', 'it ends at once, with status 3'],
    ['flood', 'it writes and writes, and does not answer'],
    ['lines', 'it writes and writes, and does not answer'],
  ])('that is %s is missing, is tried three times, and nothing of it is left', async (how, because) => {
    const { server, log } = littleProgram(how);
    expect(await whyMissing(server, PATIENT_MS)).toBe(because);
    expect(log().filter((line) => line.startsWith('began'))).toHaveLength(3);
    await allEnded(log());
  });

  // Side by side: each of them is waited for to the end.
  test.concurrent.each([
    ['silent', 'it does not answer in time'],
    ['stubborn', 'it does not answer in time'],
    ['errors', 'it does not answer in time'],
    ['garbage', 'what it says is no JSON-RPC'],
    ['forks', 'it does not answer in time'],
  ])('that is %s is not waited for, and nothing of it is left', async (how, because) => {
    const { server, log } = littleProgram(how);
    expect(await whyMissing(server, LONG_MS)).toBe(because);
    await allEnded(log());
  });

  test('twelve that hang are tried side by side, and Node warns of nothing', async () => {
    const warnings: string[] = [];
    const note = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', note);
    onTestFinished(() => void process.off('warning', note));
    const servers = Array.from({ length: 12 }, (_, at) => ({
      ...littleProgram('silent').server,
      name: `s${at}`,
    }));
    const beganMs = performance.now();
    const among = { cwd: temporaryFolder(), env: {}, ...looseLeash };
    expect(await open(LONG_MS).missing(servers, among)).toHaveLength(12);
    expect(performance.now() - beganMs).toBeLessThan(4 * LONG_MS);
    // Warnings are told a tick later.
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
  });

  test('that is not there is missing', async () => {
    const server = { name: 'x', command: 'no-such-program-of-mcp', args: [], env: {} };
    expect(await whyMissing(server, PATIENT_MS)).toBe('there is no such program');
  });

  test('is journaled before it may begin, and ends when it is called off', async () => {
    const { server, log } = littleProgram('silent');
    const spawned: SpawnedProcess[] = [];
    const off = new AbortController();
    const missing = open(PATIENT_MS).missing([server], {
      cwd: temporaryFolder(),
      env: {},
      tether: {
        spawned: async (process) => {
          expect(log()).toEqual([]);
          spawned.push(process);
        },
      },
      signal: off.signal,
    });
    await until(() => log().length > 0, { what: 'the program' });
    off.abort();
    expect(await missing).toEqual([{ name: 'little', because: 'it was not waited for' }]);
    expect(spawned).toHaveLength(1);
    await allEnded(log());
  });
});

describe('a site', () => {
  test.each(['well', 'streams'])(
    'that speaks MCP (%s) is there, and is told when nobody comes back',
    async (how) => {
      const { server, log } = await littleSite(how);
      expect(await whyMissing(server, PATIENT_MS)).toBeNull();
      expect(log()).toContain('initialize');
      await until(() => log().includes('DELETE'), {
        what: 'the word that nobody comes back',
      });
    },
  );

  test.each([
    ['denies', 'it answers with status 401'],
    ['moves', 'it answers with status 307'],
    ['pours', 'it writes and writes, and does not answer'],
  ])('that %s is missing after three tries', async (how, because) => {
    const { server, log } = await littleSite(how);
    expect(await whyMissing(server, PATIENT_MS)).toBe(because);
    expect(log().filter((line) => line.startsWith('header'))).toHaveLength(3);
  });

  test('that hangs is not waited for', async () => {
    const { server } = await littleSite('hangs');
    expect(await whyMissing(server, HASTY_MS)).toBe('it does not answer in time');
  });

  test('that nobody serves is missing', async () => {
    const server = { name: 'x', url: 'http://127.0.0.1:9/mcp', headersFromEnv: {} };
    expect(await whyMissing(server, HASTY_MS)).toMatch(/^it cannot be reached \(/);
  });

  test('gets its headers from variables, of the agent first, and none of them is told', async () => {
    const { server, log } = await littleSite();
    const secret = { ...server, headersFromEnv: { Authorization: 'LITTLE_KEY' } };
    expect(await whyMissing(secret, PATIENT_MS)).toBe('the variable LITTLE_KEY, which it needs, is not set');
    expect(log().filter((line) => !line.startsWith('began'))).toEqual([]);
    const among = { cwd: '/', env: {}, ...looseLeash };
    await open(PATIENT_MS, { LITTLE_KEY: 'Bearer outer' }).missing([secret], among);
    expect(await whyMissing(secret, PATIENT_MS, { LITTLE_KEY: 'Bearer inner' })).toBeNull();
    expect(log().filter((line) => line.startsWith('header'))).toEqual([
      'header Bearer outer',
      'header Bearer inner',
    ]);
  });
});

test('all servers together take less than two seconds, however bad they are', async () => {
  const servers = Array.from({ length: 8 }, (_, index) => ({
    ...littleProgram(index % 3 === 1 ? 'stubborn' : 'silent').server,
    name: `s${index}`,
  }));
  const usual = openMcpServers({ inherited: { PATH: process.env['PATH'] ?? '' }, outer: {} });
  const beganMs = performance.now();
  const missing = await usual.missing(servers, { cwd: '/', env: {}, ...looseLeash });
  expect(missing).toHaveLength(8);
  // One after another they would take sixteen.
  expect(performance.now() - beganMs).toBeLessThan(15_000);
});

/** Everything that the servers of this log have written down as begun. */
async function allEnded(log: readonly string[]): Promise<void> {
  const pids = log.flatMap((line) => /^(?:began|pid) (\d+)$/.exec(line)?.[1] ?? []).map(Number);
  expect(pids.length).toBeGreaterThan(0);
  await until(() => pids.every((pid) => !lives(pid)), { what: 'its processes to end' });
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
