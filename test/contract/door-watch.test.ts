import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { addressOf, type DoorPlace } from '../../src/adapters/door/address.ts';
import { decodeWatchLine } from '../../src/adapters/door/decode-response.ts';
import { linesOf } from '../../src/adapters/door/lines.ts';
import { writeSnapshot } from '../../src/adapters/door/snapshot-file.ts';
import { readToken } from '../../src/adapters/door/token.ts';
import { watchersMax } from '../../src/adapters/door/watchers.ts';
import { withDelta } from '../../src/domain/snapshot-delta.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Watched, WatchOptions } from '../../src/ports/client.ts';
import { aSnapshot } from '../support/a-snapshot.ts';
import { compiledSources } from '../support/compiled-sources.ts';
import { aClient, aDoor, aDoorPlace } from '../support/door-parts.ts';
import { killed, startHolder } from '../support/held-door.ts';
import { until } from '../support/until.ts';
import { taskRow, workerRow } from '../unit/views/worlds.ts';

const compiled = compiledSources();

/** A picture that the test changes, and who watches it. */
function aPicture(first: Snapshot) {
  const watching = new Set<(snapshot: Snapshot) => void>();
  let current = first;
  return {
    watching,
    become(next: Snapshot) {
      current = next;
      for (const show of watching) show(next);
    },
    watch: (_request: unknown, show: (snapshot: Snapshot) => void) => {
      watching.add(show);
      show(current);
      return () => void watching.delete(show);
    },
  };
}

async function aWatchedDoor(first: Snapshot) {
  const place = aDoorPlace();
  const door = aDoor(place);
  onTestFinished(() => door.close());
  const picture = aPicture(first);
  door.serve(async () => ({ ok: true, says: 'here' }), picture.watch);
  expect(await door.take()).toEqual({ taken: true });
  return { place, door, picture };
}

/** Everything that a client sees, until the test is over or `end` is called. */
function watcher(place: DoorPlace, options: Omit<WatchOptions, 'signal'> = {}) {
  const over = new AbortController();
  const seen: Watched[] = [];
  const reading = (async () => {
    for await (const one of aClient(place).watch({ ...options, signal: over.signal })) seen.push(one);
  })();
  const end = async (): Promise<void> => {
    over.abort();
    await reading;
  };
  onTestFinished(end);
  return { seen, end, last: () => seen.at(-1) };
}

async function sees(
  { last, seen }: { last: () => Watched | undefined; seen: readonly Watched[] },
  what: string,
  isIt: (watched: Watched) => boolean,
): Promise<Watched> {
  await until(() => seen.length > 0 && isIt(seen[seen.length - 1] ?? none), { what });
  return last() ?? none;
}

const none: Watched = { snapshot: null, supervisor: 'dead', at: -1 };
const isAlive = ({ supervisor }: Watched): boolean => supervisor === 'alive';

describe('one who watches', () => {
  test('sees the picture at once, then what changes, with the rows that stay as they were', async () => {
    const first = aSnapshot({ workers: [workerRow('a'), workerRow('b')], tasks: [taskRow('t')] });
    const { place, picture } = await aWatchedDoor(first);
    const seeing = watcher(place);
    const before = await sees(seeing, 'the first picture', isAlive);
    expect(before.snapshot).toEqual(first);
    const next = { ...first, at: first.at + 5, workers: [workerRow('a'), workerRow('b', { doing: 'new' })] };
    picture.become(next);
    const after = await sees(seeing, 'the change', ({ snapshot }) => snapshot?.at === next.at);
    expect(after.snapshot).toEqual(next);
    expect(after.snapshot?.tasks).toBe(before.snapshot?.tasks);
    expect(after.snapshot?.workers[0]).toBe(before.snapshot?.workers[0]);
  });

  test('hears that all is well while nothing changes', async () => {
    const { place } = await aWatchedDoor(aSnapshot({ at: 5 }));
    const seeing = watcher(place);
    const begun = Date.now();
    await sees(seeing, 'a beat', ({ at }) => at >= begun);
    expect(seeing.seen.every(isAlive)).toBe(true);
    expect(new Set(seeing.seen.map(({ snapshot }) => snapshot)).size).toBe(1);
  });

  test('sees the last picture while nobody runs, whoever left it, and the living one as soon as somebody does', async () => {
    const place = aDoorPlace();
    const seeing = watcher(place);
    expect(await sees(seeing, 'that nobody runs', () => true)).toEqual({
      snapshot: null,
      supervisor: 'dead',
      at: 0,
    });
    await writeSnapshot(place.journalDir, aSnapshot({ at: 7 }));
    const last = await sees(seeing, 'the last picture', ({ snapshot }) => snapshot !== null);
    expect(last).toEqual({ snapshot: aSnapshot({ at: 7 }), supervisor: 'dead', at: 7 });
    const holder = await startHolder(compiled, place);
    const alive = await sees(seeing, 'the living picture', isAlive);
    expect(alive.snapshot?.supervisor.pid).toBe(holder.pid);
  });

  test('is told that a supervisor which is still starting says nothing yet', async () => {
    const place = aDoorPlace();
    await writeSnapshot(place.journalDir, aSnapshot({ at: 7 }));
    const door = aDoor(place);
    onTestFinished(() => door.close());
    await door.take();
    door.serve(async () => ({ ok: true, says: 'starting' }));
    const seeing = watcher(place);
    expect(await sees(seeing, 'the last picture', () => true)).toMatchObject({
      supervisor: 'starting',
      at: 7,
    });
    door.serve(async () => ({ ok: true, says: 'here' }), aPicture(aSnapshot({ at: 9 })).watch);
    expect((await sees(seeing, 'the living picture', isAlive)).snapshot).toEqual(aSnapshot({ at: 9 }));
  });

  test('goes on with the next supervisor when this one is killed', async () => {
    const place = aDoorPlace();
    const holder = await startHolder(compiled, place);
    const seeing = watcher(place);
    const before = await sees(seeing, 'some pictures', ({ snapshot }) => (snapshot?.restarts ?? 0) > 3);
    expect(before).toMatchObject({ supervisor: 'alive', snapshot: { supervisor: { pid: holder.pid } } });
    await killed(holder);
    const dead = await sees(seeing, 'that it is dead', ({ supervisor }) => supervisor === 'dead');
    expect(dead.snapshot?.supervisor.pid).toBe(holder.pid);
    expect(Date.now() - dead.at).toBeLessThan(20_000);
    expect(seeing.seen.map(({ supervisor }) => supervisor)).not.toContain('stale');
    const next = await startHolder(compiled, place);
    const alive = await sees(seeing, 'the next one', isAlive);
    expect(alive.snapshot?.supervisor.pid).toBe(next.pid);
  });

  test('knows within 12 s that a suspended supervisor says nothing, and sees it wake up', async () => {
    const place = aDoorPlace();
    const holder = await startHolder(compiled, place);
    const seeing = watcher(place);
    await sees(seeing, 'a picture', isAlive);
    holder.kill('SIGSTOP');
    const begun = performance.now();
    const stale = await sees(seeing, 'that it is stale', ({ supervisor }) => supervisor === 'stale');
    expect(performance.now() - begun).toBeLessThan(12_000);
    expect(stale.snapshot?.supervisor.pid).toBe(holder.pid);
    holder.kill('SIGCONT');
    await sees(seeing, 'that it lives', ({ at, supervisor }) => supervisor === 'alive' && at > stale.at);
  });

  test('who comes while it is suspended sees the last picture soon', async () => {
    const place = aDoorPlace();
    const holder = await startHolder(compiled, place);
    await writeSnapshot(place.journalDir, aSnapshot({ at: 7 }));
    holder.kill('SIGSTOP');
    const seeing = watcher(place);
    const stale = await sees(seeing, 'the last picture', () => true);
    expect(stale).toEqual({ snapshot: aSnapshot({ at: 7 }), supervisor: 'stale', at: 7 });
    holder.kill('SIGCONT');
    await sees(seeing, 'that it lives', isAlive);
  });

  test('ends when it is not wanted any more, and is forgotten', async () => {
    const { place, picture } = await aWatchedDoor(aSnapshot());
    const seeing = watcher(place);
    await sees(seeing, 'the picture', isAlive);
    expect(picture.watching.size).toBe(1);
    await seeing.end();
    await until(() => picture.watching.size === 0, { what: 'it to be forgotten' });
  });

  test('who stops in the middle of the loop leaves nothing behind', async () => {
    const { place, picture } = await aWatchedDoor(aSnapshot());
    for await (const one of aClient(place).watch({ signal: new AbortController().signal })) {
      expect(one.supervisor).toBe('alive');
      break;
    }
    await until(() => picture.watching.size === 0, { what: 'it to be forgotten' });
  });
});

test('twenty who watch see the same, and come to the same end', async () => {
  const { place, picture } = await aWatchedDoor(aSnapshot());
  const all = Array.from({ length: 20 }, () => watcher(place));
  for (const one of all) await sees(one, 'the first picture', isAlive);
  for (let count = 1; count <= 200; count += 1) picture.become(aSnapshot({ at: count, restarts: count }));
  for (const one of all)
    expect((await sees(one, 'the end', ({ snapshot }) => snapshot?.restarts === 200)).snapshot).toEqual(
      aSnapshot({ at: 200, restarts: 200 }),
    );
});

/** A peer that says who it is, asks to watch, and then reads only when it is told to. */
async function aPeer(place: DoorPlace): Promise<Socket> {
  const socket = connect({ path: addressOf(place).listen });
  onTestFinished(() => void socket.destroy());
  const token = await readToken(place.journalDir);
  socket.write(`${JSON.stringify({ v: 1, token, request: { ask: 'watch' } })}\n`);
  return socket;
}

test('one who reads slowly is sent nothing until it has read, and then the difference to what it knows', async () => {
  const manyTasks = (title: string) =>
    Array.from({ length: 5_000 }, (_, index) => taskRow(`t${index}`, { title: `${title} ${index}` }));
  const { place, picture } = await aWatchedDoor(aSnapshot({ tasks: manyTasks('first') }));
  const slow = await aPeer(place);
  await until(() => picture.watching.size === 1, { what: 'it to watch' });
  const fast = watcher(place);
  for (let count = 1; count <= 20; count += 1) {
    picture.become(aSnapshot({ restarts: count, tasks: manyTasks(`title ${count}`) }));
    await sees(fast, 'this picture', ({ snapshot }) => snapshot?.restarts === count);
  }
  let seen: Snapshot | null = null;
  let lines = 0;
  for await (const text of linesOf(slow, 64 * 1024 * 1024)) {
    const line = decodeWatchLine(text);
    if ('snapshot' in line) seen = line.snapshot;
    if ('delta' in line && seen !== null) seen = withDelta(seen, line.delta);
    lines += 1;
    if (seen?.restarts === 20) break;
  }
  expect(lines).toBeLessThan(6);
  expect(seen?.tasks.at(-1)?.title).toBe('title 20 4999');
});

test('those who watch leave room for those who ask', async () => {
  const { place, picture } = await aWatchedDoor(aSnapshot());
  for (let count = 0; count < watchersMax; count += 1) await aPeer(place);
  await until(() => picture.watching.size === watchersMax, { what: 'all to watch' });
  const late = await aPeer(place);
  for await (const line of linesOf(late, 1_000_000)) {
    expect(line).toContain('too many watch already');
    break;
  }
  expect(await aClient(place).ask({ ask: 'snapshot' })).toEqual({ ok: true, says: 'here' });
});

test('one who speaks while it watches is cut off', async () => {
  const { place, picture } = await aWatchedDoor(aSnapshot());
  const peer = await aPeer(place);
  await until(() => picture.watching.size === 1, { what: 'it to watch' });
  peer.resume();
  peer.write('more\n');
  await until(() => peer.destroyed, { what: 'it to be cut off' });
  await until(() => picture.watching.size === 0, { what: 'it to be forgotten' });
  expect(await aClient(place).ask({ ask: 'snapshot' })).toEqual({ ok: true, says: 'here' });
});

test('who closes the door ends what is watched through it', async () => {
  const { place, door, picture } = await aWatchedDoor(aSnapshot());
  const seeing = watcher(place);
  await sees(seeing, 'the picture', isAlive);
  await door.close();
  await until(() => picture.watching.size === 0, { what: 'it to be forgotten' });
  const dead = await sees(seeing, 'that it is dead', ({ supervisor }) => supervisor === 'dead');
  expect(dead.snapshot).toEqual(aSnapshot());
});
