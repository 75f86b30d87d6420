import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeEvent } from '../../src/adapters/inbox/decode-event.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const script = fileURLToPath(new URL('../../src/adapters/agents/czar-event.sh', import.meta.url));
const environment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LANG: 'C.UTF-8' };

function send(folder: string, args: readonly string[], input: string | Buffer = '') {
  const env = { ...environment, CZAR_EVENTS: folder };
  const { status, stderr } = spawnSync('/bin/sh', [script, ...args], { input, env, encoding: 'utf8' });
  return { status, stderr };
}

function lying(folder: string) {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      expect(name).toMatch(/^\d{19}-\d+\.json$/);
      const decoded = decodeEvent(readFileSync(join(folder, name), 'utf8'), () => null);
      if ('problem' in decoded) return decoded.problem;
      return decoded.event ?? 'a report';
    });
}

describe('the event script', () => {
  test('carries any text, whatever is in it', () => {
    const folder = temporaryFolder();
    const control = fc.integer({ min: 1, max: 0x9f }).map((code) => String.fromCodePoint(code));
    const special = fc.constantFrom(
      '\\',
      '"',
      '\n',
      '\r',
      '\t',
      '$s/x$//',
      '%s',
      'x',
      '\u2028',
      '世',
      '😀',
      '`$(date)`',
    );
    const text = fc.string({
      unit: fc.oneof(control, special, fc.string({ unit: 'grapheme', maxLength: 2 })),
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, (raw) => {
        // What a program can send: no NUL, and no half of a surrogate pair.
        const sent = Buffer.from(raw.replaceAll('\0', '')).toString();
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
        expect(send(folder, ['prompt', '--delivery', 'd-1'], sent)).toEqual({ status: 0, stderr: '' });
        expect(lying(folder)).toMatchObject([{ event: 'prompt', delivery: 'd-1', text: sent }]);
      }),
      { numRuns: 60 },
    );
  });

  test('carries 900 KB, and bytes that are no UTF-8 without breaking the file', () => {
    const folder = temporaryFolder();
    const long = `[czar d-9] ${'0123456789 \\"\n'.repeat(60_000)}`;
    expect(send(folder, ['prompt'], long).status).toBe(0);
    expect(send(folder, ['error'], Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x00, 0x63])).status).toBe(0);
    const [prompt, error] = readdirSync(folder)
      .sort()
      .map((name): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8')));
    expect(prompt).toMatchObject({ delivery: 'd-9', text: long });
    expect(error).toMatchObject({ text: 'a\uFFFD\uFFFDbc' });
  });

  test('takes the delivery from the first line of a prompt, and only from there', () => {
    const folder = temporaryFolder();
    send(folder, ['prompt'], '[czar d-7f3a] Task a\n[end d-7f3a]\n');
    send(folder, ['prompt'], 'x [czar d-7f3a]');
    expect(lying(folder)).toMatchObject([{ delivery: 'd-7f3a' }, { text: 'x [czar d-7f3a]' }]);
    expect(lying(folder)[1]).not.toHaveProperty('delivery');
  });

  test('carries data, and the time in milliseconds', () => {
    const folder = temporaryFolder();
    const beforeMs = Date.now();
    send(folder, ['limit', '--reset-at', '1795225823695', '--text', 'until "noon"\n']);
    send(folder, ['busy', '--progress', '60%', '--eta', '2 h "ish"']);
    send(folder, ['exit', '--status', '3']);
    const events = lying(folder);
    expect(events).toMatchObject([
      { event: 'limit', text: 'until "noon"\n', data: { resetAt: 1_795_225_823_695 } },
      { event: 'busy', data: { progress: '60%', eta: '2 h "ish"' } },
      { event: 'exit', data: { status: 3 } },
    ]);
    for (const event of events)
      expect(typeof event === 'string' ? 0 : event.at).toBeGreaterThanOrEqual(beforeMs - 1);
  });

  test.each([
    [[], 'which event'],
    [['dance'], 'unknown event'],
    [['idle', '--loud', 'yes'], 'unknown option'],
    [['exit', '--status'], 'needs a value'],
    [['exit', '--status', 'x'], 'needs a number'],
    [['prompt', '--delivery', 'a"b'], 'delivery id'],
  ])('refuses %j and writes nothing', (args, message) => {
    const folder = temporaryFolder();
    const { status, stderr } = send(folder, args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('does nothing where nobody listens, and says when it cannot write', () => {
    const env = environment;
    expect(spawnSync('/bin/sh', [script, 'idle'], { env }).status).toBe(0);
    expect(send('/dev/null/x', ['idle']).status).toBe(1);
  });
});
