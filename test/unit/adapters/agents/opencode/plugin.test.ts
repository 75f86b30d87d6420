import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { decodeEvent } from '../../../../../src/adapters/inbox/decode-event.ts';
import { czar } from '../../../../../src/adapters/agents/opencode/plugin.ts';
import type { SessionEvent } from '../../../../../src/adapters/agents/opencode/telling.ts';
import { translateOpencode } from '../../../../../src/adapters/agents/opencode/translate.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'czar-opencode-'));
  vi.stubEnv('CZAR_EVENTS', folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** What Czar understands of the files, in the order of their names. */
function understood(): readonly unknown[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => {
      expect(name).toMatch(/^\d{19}-[0-9a-f]{8}\.json$/);
      const decoded = decodeEvent(readFileSync(join(folder, name), 'utf8'), (kind, report) =>
        kind === 'opencode' ? translateOpencode(report) : null,
      );
      return 'event' in decoded && decoded.event !== null
        ? [decoded.event.event, decoded.event.text].join(' ').trim()
        : decoded;
    });
}

async function happened(...events: readonly SessionEvent[]): Promise<void> {
  const { event } = await czar();
  for (const one of events) await event?.({ event: one });
}

const status = (sessionID: string, type: string): SessionEvent => ({
  type: 'session.status',
  properties: { sessionID, status: { type } },
});
const idle = (sessionID: string): SessionEvent => ({ type: 'session.idle', properties: { sessionID } });
const failed = (sessionID: string): SessionEvent => ({ type: 'session.error', properties: { sessionID } });
const asked = (sessionID: string): SessionEvent => ({ type: 'permission.asked', properties: { sessionID } });
const helper = (id: string, parentID: string): SessionEvent => ({
  type: 'session.created',
  properties: { sessionID: id, info: { id, parentID } },
});

describe('the plugin in opencode', () => {
  test('tells a prompt whole, however long', async () => {
    const hooks = await czar();
    const text = `[czar d-1] ${'ü\n'.repeat(200_000)}[end d-1]`;
    await hooks['chat.message']?.({ sessionID: 's' }, { parts: [{ type: 'text', text }] });
    expect(understood()).toEqual([`prompt ${text}`]);
  });

  test('tells a turn from its beginning to its end, in order', async () => {
    await happened(status('s', 'busy'), status('s', 'busy'), status('s', 'idle'), idle('s'));
    expect(understood()).toEqual(['busy', 'busy', 'idle']);
  });

  test('tells an end once, and not again after an error', async () => {
    await happened(status('s', 'busy'), failed('s'), status('s', 'idle'), idle('s'), idle('s'));
    expect(understood()).toEqual(['busy', 'error']);
  });

  test('tells the next turn after an error', async () => {
    await happened(failed('s'), idle('s'), status('s', 'busy'), idle('s'));
    expect(understood()).toEqual(['error', 'busy', 'idle']);
  });

  test("takes the end of a helper's work for none of the agent", async () => {
    const hooks = await czar();
    const turn = [
      status('s', 'busy'),
      helper('h', 's'),
      status('h', 'busy'),
      asked('h'),
      failed('h'),
      idle('h'),
      idle('s'),
      status('h', 'busy'),
    ];
    for (const event of turn) await hooks.event?.({ event });
    await hooks['chat.message']?.({ sessionID: 'h' }, { parts: [{ type: 'text', text: 'x' }] });
    expect(understood()).toEqual(['busy', 'busy', 'permission a permission', 'idle']);
  });

  test('passes over what says nothing of turns', async () => {
    const other = ['server.connected', 'message.updated', 'session.diff', 'file.edited'];
    await happened(...other.map((type) => ({ type, properties: { sessionID: 's' } })), failedNowhere);
    expect(understood()).toEqual([]);
  });

  test('cuts long texts in what opencode tells beside prompts', async () => {
    const metadata = { command: 'x'.repeat(2_000_000) };
    const properties = { sessionID: 's', permission: 'bash', patterns: [], metadata };
    await happened({ type: 'permission.asked', properties });
    const [name = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, name), 'utf8').length).toBeLessThan(5_000);
  });

  test('tells of commands that failed, with the end of what they said, and of no others', async () => {
    const hooks = await czar();
    const after = hooks['tool.execute.after'];
    const input = { tool: 'bash', sessionID: 's' };
    await after?.(input, { output: `${'x'.repeat(9_000)} 3 failed`, metadata: { exit: 1 } });
    await after?.(input, { output: 'fine', metadata: { exit: 0 } });
    await after?.(input, { output: 'cut off', metadata: { exit: null } });
    await after?.({ ...input, tool: 'read' }, { output: 'no such file', metadata: { exit: 1 } });
    await after?.(input, { metadata: null });
    const [file, ...more] = readdirSync(folder);
    expect(more).toEqual([]);
    const told: unknown = JSON.parse(readFileSync(join(folder, file ?? ''), 'utf8'));
    expect(told).toMatchObject({ name: 'tool.failed', payload: { sessionID: 's', exit: 1 } });
    expect(JSON.stringify(told)).toMatch(/x{3900,4000} 3 failed/);
  });

  test('does nothing where nobody listens', async () => {
    vi.stubEnv('CZAR_EVENTS', '');
    expect(await czar()).toEqual({});
  });

  test('does not fail opencode when the folder is gone', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    rmSync(folder, { recursive: true });
    await happened(status('s', 'busy'));
    expect(warned).toHaveBeenCalledOnce();
    warned.mockRestore();
  });
});

/** Not of a session: a plugin that could not be loaded, say. */
const failedNowhere: SessionEvent = { type: 'session.error', properties: {} };
