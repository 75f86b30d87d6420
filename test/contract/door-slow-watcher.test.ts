import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openWatchers } from '../../src/adapters/door/watchers.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { aSnapshot } from '../support/a-snapshot.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';
import { taskRow } from '../unit/views/worlds.ts';

/** A peer of a door whose watchers may read nothing for so long. */
async function aPeerThatWatches(readingTimeoutMs: number): Promise<{
  readonly peer: Socket;
  readonly show: (snapshot: Snapshot) => void;
  readonly isOver: () => boolean;
}> {
  const path = join(temporaryFolder(), 'door');
  const watchers = openWatchers({ beatMs: 20, readingTimeoutMs });
  let show: ((snapshot: Snapshot) => void) | null = null;
  let isOver = false;
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    void watchers
      .serve(socket, { ask: 'watch' }, (_request, tell) => {
        show = tell;
        return () => undefined;
      })
      .then(() => {
        isOver = true;
      });
  });
  await new Promise<void>((listening) => server.listen(path, listening));
  onTestFinished(() => void server.close());
  const peer = connect(path);
  peer.on('error', () => peer.destroy());
  onTestFinished(() => void peer.destroy());
  await until(() => show !== null, { what: 'the peer to watch' });
  return { peer, show: (snapshot) => show?.(snapshot), isOver: () => isOver };
}

/** More than the kernel takes for a peer that does not read. */
const large = aSnapshot({
  tasks: Array.from({ length: 20_000 }, (_, index) => taskRow(`t${index}`, { title: 'a title '.repeat(20) })),
});

test('a watcher that reads nothing for too long is cut off', async () => {
  const { peer, show, isOver } = await aPeerThatWatches(200);
  peer.pause();
  show(large);
  await until(isOver, { what: 'the end of the connection' });
  expect(isOver()).toBe(true);
});

test('one that reads, however much there is, is not', async () => {
  const { peer, show, isOver } = await aPeerThatWatches(60_000);
  let bytes = 0;
  let beats = 0;
  peer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (chunk.toString('utf8').includes('"beat"')) beats += 1;
  });
  show(large);
  await until(() => bytes > 3_000_000 && beats > 20, { what: 'the picture, and beats' });
  expect(isOver()).toBe(false);
});
