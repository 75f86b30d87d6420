import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { statusText } from '../../../src/views/status.ts';
import type { Snapshot, WorkerRow } from '../../../src/domain/snapshot.ts';
import type { StatusFrame } from '../../../src/views/frame.ts';
import { brokenWorld, emptyWorld, everyWorld, noon, sixWorkersWorld, workerRow } from './worlds.ts';

const plain: StatusFrame = {
  columns: 80,
  now: noon,
  zoneMs: 0,
  color: false,
  supervisor: 'alive',
  staleMs: 1_000,
};

const worlds: readonly (readonly [string, () => Snapshot, Partial<StatusFrame>])[] = [
  ...everyWorld.map(([name, world]) => [name, world, {}] as const),
  ['six-workers-40-columns', sixWorkersWorld, { columns: 40 }],
  ['six-workers-dead', sixWorkersWorld, { supervisor: 'dead', staleMs: 180_000 }],
  ['six-workers-stale', sixWorkersWorld, { supervisor: 'stale', staleMs: 120_000 }],
];

describe('status looks as recorded', () => {
  test.each(worlds)('for the world %s', async (name, world, more) => {
    await expect(statusText(world(), { ...plain, ...more })).toMatchFileSnapshot(`golden/status-${name}.txt`);
  });
});

describe('whatever the world', () => {
  const all = worlds.map(([name, world]) => [name, world] as const);

  test.each(all)('no line of %s is wider than the terminal', (_name, world) => {
    for (const columns of [20, 40, 60, 80, 200]) {
      const lines = statusText(world(), { ...plain, columns }).split('\n');
      expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
    }
  });

  test.each(all)('%s holds no control character, and colours only where they are wanted', (_name, world) => {
    expect(statusText(world(), plain)).not.toMatch(/[^\P{C}\n]/u);
    const coloured = statusText(world(), { ...plain, color: true });
    const withoutColours = coloured.replace(/\u001b\[(?:1|2|22|3[1236]|39)m/g, '');
    expect(withoutColours).toBe(statusText(world(), plain));
  });
});

test('a healthy empty project is a few lines', () => {
  expect(statusText(emptyWorld(), plain).split('\n').length).toBeLessThanOrEqual(4);
});

test('a dead supervisor is the first line, with its age and the command that helps', () => {
  const [first] = statusText(emptyWorld(), { ...plain, supervisor: 'dead', staleMs: 180_000 }).split('\n');
  expect(first).toBe('czar is not running: last seen 3m ago (czar start)');
});

test('a supervisor that does not answer is the first line, with its pid', () => {
  const [first] = statusText(emptyWorld(), { ...plain, supervisor: 'stale', staleMs: 120_000 }).split('\n');
  expect(first).toContain('does not answer: last seen 2m ago, pid 4711');
});

test('a hundred thousand waiting tasks take one line', () => {
  const row = brokenWorld().tasks.at(-1);
  const tasks = Array.from({ length: 100_000 }, () => row).filter((one) => one !== undefined);
  const text = statusText(emptyWorld({ tasks, counts: { ...emptyWorld().counts, total: 100_000 } }), plain);
  expect(text.split('\n').length).toBeLessThan(6);
  expect(text).toMatch(/\+999\d\d more/);
});

test('the end of a limit is told by the local time of day, with the date where that is another day', () => {
  const row = workerRow('qa', { activity: 'limited', doing: 'limit >13:30' });
  const text = (limitedUntil: number, zoneMs: number): string =>
    statusText(emptyWorld({ workers: [{ ...row, limitedUntil }] }), { ...plain, zoneMs });
  const hour = 3_600_000;
  expect(text(noon + 1.5 * hour, 0)).toContain('limit >13:30');
  expect(text(noon + 1.5 * hour, -5 * hour)).toContain('limit >08:30');
  expect(text(noon + 13 * hour, 0)).toContain('limit >3 Jan 01:00');
});

test.each<readonly [string, Partial<WorkerRow>, string]>([
  ['is free and alive', {}, 'healthy'],
  ['is off', { activity: 'off', doing: 'off', session: null }, '-'],
  ['has a session and has not shown life yet', { activity: 'starting', proofOfLife: false }, '-'],
  ['cannot be seen', { activity: 'unknown', doing: 'unknown' }, '-'],
  ['is paused and has no session', { activity: 'paused', doing: 'paused', session: null }, '-'],
  ['crashed and has no session', { health: 'crashed', session: null }, 'CRASHED'],
])('the health of a worker that %s is what is known of it', (_name, row, health) => {
  const text = statusText(emptyWorld({ workers: [workerRow('qa', row)] }), plain);
  expect(text.split('\n').find((line) => line.startsWith('qa'))).toMatch(new RegExp(`^qa {2,}${health} `));
});
