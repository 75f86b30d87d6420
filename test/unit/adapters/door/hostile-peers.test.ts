import { readFileSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { addressOf, type DoorPlace } from '../../../../src/adapters/door/address.ts';
import type { Request } from '../../../../src/domain/request.ts';
import { aClient, aDoor, aDoorPlace } from '../../../support/door-parts.ts';
import { until } from '../../../support/until.ts';

const sockets: Socket[] = [];
beforeEach(() => () => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

interface OpenPlace {
  readonly place: DoorPlace;
  readonly asked: Request[];
}

async function aServedDoor(): Promise<OpenPlace> {
  const place = aDoorPlace();
  const door = aDoor(place);
  onTestFinished(() => door.close());
  const asked: Request[] = [];
  door.serve(async (request) => {
    asked.push(request);
    return { ok: true, says: 'done' };
  });
  expect(await door.take()).toEqual({ taken: true });
  return { place, asked };
}

/** What the door says to these bytes, up to when it hangs up. */
async function saidTo(place: DoorPlace, bytes: string | Buffer): Promise<string> {
  const socket = connect({ path: addressOf(place).listen });
  sockets.push(socket);
  let said = '';
  let closed = false;
  socket.on('data', (data) => {
    said += data.toString();
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    closed = true;
  });
  socket.write(bytes);
  await until(() => closed, { what: 'the door to hang up' });
  return said;
}

function frame(token: string, request: unknown): string {
  return `${JSON.stringify({ v: 1, token, request })}\n`;
}

function late(token: string, request: unknown, until: number): string {
  return `${JSON.stringify({ v: 1, token, request, until })}\n`;
}

function tokenOf(place: DoorPlace): string {
  return readFileSync(join(place.journalDir, 'door.token'), 'utf8');
}

describe('a peer is refused and nothing is done', () => {
  const request = { ask: 'stop', sessions: 'end-now' };
  test.each([
    ['without a token', () => frame('', request), '"denied":true'],
    ['with a wrong token', () => frame('f'.repeat(64), request), '"denied":true'],
    [
      'with a token that is nearly right',
      (right: string) => frame(`${right.slice(0, -1)}g`, request),
      'denied',
    ],
    ['with a token in other letters', (right: string) => frame(right.toUpperCase(), request), 'denied'],
    [
      'that was suspended on the way',
      (right: string) => late(right, request, Date.now() - 1),
      'came too late and was not carried out',
    ],
    ['that speaks HTTP', () => 'GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n', 'not JSON'],
    ['that sends a frame of another version', () => '{"v":2,"token":"x","request":{}}\n', '"exit":2'],
    ['that sends a million brackets', () => `${'['.repeat(1_000_000)}\n`, '"exit":2'],
    ['that smuggles a prototype', () => `{"__proto__":{"token":"x"},"v":1,"request":{}}\n`, '"exit":2'],
  ])('%s', async (_what, bytes, answer) => {
    const { place, asked } = await aServedDoor();
    expect(await saidTo(place, bytes(tokenOf(place)))).toContain(answer);
    expect(asked).toEqual([]);
    expect(await aClient(place).ask({ ask: 'snapshot' })).toEqual({ ok: true, says: 'done' });
  });

  test('that sends a line without end is cut off', async () => {
    const { place, asked } = await aServedDoor();
    expect(await saidTo(place, Buffer.alloc(3 * 1024 * 1024, 0x61))).toBe('');
    expect(asked).toEqual([]);
  });
});

test.each([
  ['an unknown verb', { ask: 'explode' }],
  ['an order with a path as its id', { ask: 'order', order: { id: '../x', at: 1, do: 'cancel', task: 't' } }],
  [
    'an order with more than it may have',
    { ask: 'order', order: { id: 'x', at: 1, do: 'cancel', task: 't', y: 1 } },
  ],
  ['a number for a name', { ask: 'why', about: 7 }],
])('the right token does not make %s a request', async (_what, request) => {
  const { place, asked } = await aServedDoor();
  const socket = connect({ path: addressOf(place).listen });
  sockets.push(socket);
  const said = new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
  socket.write(frame(tokenOf(place), request));
  expect(await said).toContain('"exit":2');
  expect(asked).toEqual([]);
});

test('the token lies in a file that only its user reads, and is another one for every holder', async () => {
  const { place } = await aServedDoor();
  const first = tokenOf(place);
  expect(statSync(join(place.journalDir, 'door.token')).mode & 0o777).toBe(0o600);
  const again = await aServedDoor();
  expect(tokenOf(again.place)).not.toBe(first);
  expect(first).toMatch(/^[0-9a-f]{64}$/);
});

test('a request that comes in pieces is put together, also within a letter', async () => {
  const { place, asked } = await aServedDoor();
  const socket = connect({ path: addressOf(place).listen });
  sockets.push(socket);
  const said = new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
  const bytes = Buffer.from(frame(tokenOf(place), { ask: 'why', about: 'żółw' }));
  for (const byte of bytes) socket.write(Buffer.from([byte]));
  await said;
  expect(asked).toEqual([{ ask: 'why', about: 'żółw' }]);
});
