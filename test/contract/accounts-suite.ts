import { describe, expect, onTestFinished, test } from 'vitest';
import type { Accounts } from '../../src/ports/accounts.ts';
import { until } from '../support/until.ts';

const HOUR_MS = 3_600_000;
const NOW = 1_760_000_000_000;
const limit = { saidAt: NOW - 1_000, until: NOW + HOUR_MS, freedAt: null };

/** `make` gives what two projects of one machine have. */
export function describeAccounts(name: string, make: () => Promise<readonly [Accounts, Accounts]>): void {
  async function open(): Promise<readonly [Accounts, Accounts]> {
    const made = await make();
    for (const accounts of made) onTestFinished(() => accounts.close());
    return made;
  }

  async function tell(
    accounts: Accounts,
    known: typeof limit | (Omit<typeof limit, 'freedAt'> & { freedAt: number }),
  ) {
    expect((await accounts.exchange(new Map([['team', known]]), NOW)).news).toEqual(new Map());
  }

  async function hear(accounts: Accounts, now = NOW) {
    return (await accounts.exchange(new Map([['team', null]]), now)).news.get('team') ?? null;
  }

  describe(`${name}`, () => {
    test('in the beginning no account is limited', async () => {
      const [one] = await open();
      expect(await one.exchange(new Map([['team', null]]), NOW)).toEqual({ news: new Map(), reports: [] });
    });

    test('what one project tells, another hears, about that account alone', async () => {
      const [one, other] = await open();
      await tell(one, limit);
      const known = new Map([
        ['team', null],
        ['default of claude', null],
      ]);
      expect((await other.exchange(known, NOW)).news).toEqual(new Map([['team', limit]]));
    });

    test('only newer news counts, from whomever', async () => {
      const [one, other] = await open();
      await tell(one, limit);
      const older = { ...limit, saidAt: limit.saidAt - 5, until: NOW + 9 * HOUR_MS };
      expect((await other.exchange(new Map([['team', older]]), NOW)).news).toEqual(
        new Map([['team', limit]]),
      );
      expect(await hear(one)).toEqual(limit);
      await tell(other, { ...limit, saidAt: limit.saidAt + 5, until: NOW + 2 * HOUR_MS });
      expect(await hear(one)).toMatchObject({ until: NOW + 2 * HOUR_MS });
    });

    test('that it is over is news as well', async () => {
      const [one, other] = await open();
      await tell(one, limit);
      await tell(other, { ...limit, freedAt: NOW - 1 });
      expect((await one.exchange(new Map([['team', limit]]), NOW)).news.get('team')?.freedAt).toBe(NOW - 1);
    });

    test('news out of the future are not believed', async () => {
      const [one, other] = await open();
      await tell(one, limit);
      expect(await hear(other, NOW - HOUR_MS)).toBeNull();
    });

    test('a hint comes when another project tells', async () => {
      const [one, other] = await open();
      let hints = 0;
      other.onHint(() => {
        hints += 1;
      });
      await hear(other);
      await tell(one, limit);
      await until(() => hints > 0, { what: 'a hint' });
      expect(await hear(other)).toEqual(limit);
    });
  });
}
