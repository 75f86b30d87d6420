import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import type { Forge, WantedIssue } from '../../src/ports/forge.ts';
import { gitHubBench } from '../github/bench.ts';
import { type NetworkFault, passingFaults } from '../github/fault-proxy.ts';
import { realClock } from '../support/git-clock.ts';
import { mark, wanted } from '../github/wanted-issue.ts';

const over = { body: `All are merged\n\n${mark}\n`, isOver: true } as const;

/** As an effect is tried again: a limit is over by then. */
async function persist(forge: Forge, issue: WantedIssue): Promise<number | null> {
  for (let tries = 1; tries <= 20; tries += 1) {
    try {
      return (await forge.keepIssue?.(issue))?.number ?? null;
    } catch (error) {
      if (!(error instanceof Fault) || error.facts.transient !== true) throw error;
      await realClock.wait(250);
    }
  }
  throw new Error('it never passed');
}

const calls = [
  ['the look before', /^GET \S+\/issues\?/],
  ['the creation', /^POST \S+\/issues$/],
  ['the look at it', /^GET \S+\/issues\/\d+$/],
  ['the change', /^PATCH /],
] as const;

/** Each has a GitHub of its own, so that they can wait side by side. */
async function issuesAfter(matches: RegExp, fault: NetworkFault): Promise<readonly object[]> {
  const bench = await gitHubBench();
  try {
    const forge = await bench.waiting(1_500);
    let met = 0;
    bench.proxy.wrong = ({ method, path }) =>
      matches.test(`${method} ${path}`) && ++met === 1 ? fault : null;
    const number = await persist(forge, wanted);
    await persist(forge, { ...wanted, ...over, number });
    if (met === 0 || bench.github.wrong.length > 0)
      throw new Error(['the fault was not met', ...bench.github.wrong].join('\n'));
    return [...bench.github.state.issues.values()].map(({ state, body }) => ({ state, body }));
  } finally {
    await bench.close();
  }
}

describe.concurrent('There is one issue, and it says what is wanted, when', () => {
  for (const [call, matches] of calls)
    for (const [what, fault] of passingFaults)
      test(`${call} ${what}`, async () => {
        expect(await issuesAfter(matches, fault)).toEqual([{ state: 'closed', body: over.body }]);
      });
});
