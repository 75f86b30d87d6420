import { describe, expect, test } from 'vitest';
import type { Programs } from '../../src/ports/programs.ts';
import { until } from '../support/until.ts';

const NOW = 1_760_000_000_000;
const PATH = '/usr/bin/agent';

/** What everything that knows of good versions promises. `make` gives two projects of one user. */
export function describePrograms(name: string, make: () => Promise<readonly [Programs, Programs]>): void {
  describe(`good versions (${name})`, () => {
    const known = (version: string, at: number) => new Map([[PATH, { version, at }]]);
    const nothing = new Map([[PATH, null]]);

    test('are told to other projects, the newest last', async () => {
      const [one, other] = await make();
      await one.exchange(known('1.0', NOW - 9), NOW);
      expect((await other.exchange(nothing, NOW)).news).toEqual(known('1.0', NOW - 9));
      await other.exchange(known('2.0', NOW - 5), NOW);
      expect((await one.exchange(known('1.0', NOW - 9), NOW)).news).toEqual(known('2.0', NOW - 5));
      expect((await other.exchange(known('2.0', NOW - 5), NOW)).news).toEqual(new Map());
    });

    test('that are known of no program are none', async () => {
      const [one] = await make();
      expect(await one.exchange(nothing, NOW)).toEqual({ news: new Map(), reports: [] });
    });
  });

  describe(`turns to start an agent (${name})`, () => {
    test('are one at a time for a kind, over all projects, until they are given back', async () => {
      const [one, other] = await make();
      const turn = await one.takeTurn('opencode', 60_000);
      expect(turn).not.toBeNull();
      expect(await other.takeTurn('opencode', 60_000)).toBeNull();
      expect(await one.takeTurn('opencode', 60_000)).toBeNull();
      expect(await other.takeTurn('another', 60_000)).not.toBeNull();
      await turn?.giveBack();
      const next = await other.takeTurn('opencode', 60_000);
      expect(next).not.toBeNull();
      // Whoever had it before gives nothing back that is another's.
      await turn?.giveBack();
      expect(await one.takeTurn('opencode', 60_000)).toBeNull();
    });

    test('end by themselves', async () => {
      const [one, other] = await make();
      expect(await one.takeTurn('opencode', 30)).not.toBeNull();
      const next = () => other.takeTurn('opencode', 30);
      expect(await until(next, { what: 'the next turn' })).not.toBeNull();
    });
  });
}
