import { expect, test } from 'vitest';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { openPublisher } from '../../../src/engine/publish.ts';
import { aCore } from './core-parts.ts';

/** Changes something every 10 ms for a second of virtual time; tells how many pictures were drawn of it. */
async function drawnInASecond(watchers: number): Promise<{ drawn: number; seen: readonly Snapshot[][] }> {
  const { core, during } = await aCore();
  const { clock } = core.parts;
  let drawn = 0;
  const publisher = openPublisher(
    { ...core, options: { ...core.options, onSnapshot: () => (drawn += 1) } },
    () => undefined,
  );
  const seen = Array.from({ length: watchers }, (): Snapshot[] => []);
  for (const pictures of seen) publisher.watch((snapshot) => pictures.push(snapshot));
  drawn = 0;
  for (let count = 0; count < 100; count += 1) {
    publisher.changed();
    publisher.publish(null);
    await during(clock.wait(10));
  }
  return { drawn, seen };
}

test('pictures are drawn a few times a second, and more often while somebody watches', async () => {
  expect((await drawnInASecond(0)).drawn).toBeLessThanOrEqual(6);
  const { drawn } = await drawnInASecond(1);
  expect(drawn).toBeGreaterThan(10);
  expect(drawn).toBeLessThanOrEqual(21);
});

test('all who watch see the same pictures, the first of them at once', async () => {
  const { drawn, seen } = await drawnInASecond(3);
  const [first = [], second = [], third = []] = seen;
  expect(first.length).toBeGreaterThan(drawn);
  expect(second.at(-1)).toBe(first.at(-1));
  expect(third.at(-1)).toBe(first.at(-1));
});

test('nothing is drawn for those who watch while nothing changes, and who left sees nothing more', async () => {
  const { core } = await aCore();
  let drawn = 0;
  const publisher = openPublisher(
    { ...core, options: { ...core.options, onSnapshot: () => (drawn += 1) } },
    () => undefined,
  );
  const seen: Snapshot[] = [];
  const leave = publisher.watch((snapshot) => seen.push(snapshot));
  expect([drawn, seen.length]).toEqual([1, 1]);
  for (let count = 0; count < 100; count += 1) expect(publisher.publish(null)).toBeNull();
  expect([drawn, seen.length]).toEqual([1, 1]);
  leave();
  publisher.picture();
  expect([drawn, seen.length]).toEqual([2, 1]);
});

test('a picture that somebody asks for knows what the clock will do, as those that are drawn by themselves', async () => {
  const { core, look } = await aCore();
  await look();
  const publisher = openPublisher(core, () => undefined);
  const at = core.parts.clock.now() + 60_000;
  publisher.publish(at);
  expect(publisher.picture().next).toEqual([{ what: 'Czar looks again', about: 'omnibus', at }]);
});
