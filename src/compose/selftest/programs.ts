import type { Fact } from '../../domain/facts.ts';
import type { ProgramQuery, Programs } from '../../ports/programs.ts';
import { known } from '../../domain/seen.ts';

/** The fake is no program of its user's. */
const VERSION = '0';

/**
 * Fakes are not asked for their version: it is known, and good, so that they start side by side and wait for no turn. What the
 * projects of this user know of versions is neither read nor written: an agent is started here whatever they say of it.
 */
export function besideFakes(programs: Programs, fake: string): Programs {
  const isFake = ([, { command }]: readonly [string, ProgramQuery]): boolean => command === fake;
  return {
    ...programs,
    async look(queries) {
      const asked = [...queries];
      const real = await programs.look(new Map(asked.filter((one) => !isFake(one))));
      const fakes = asked
        .filter(isFake)
        .map(([name]) => [name, known({ path: fake, version: VERSION }, 0)] as const);
      return new Map([...real, ...fakes]);
    },
    exchange: () => Promise.resolve({ news: new Map(), reports: [] }),
  };
}

export function fakeIsGood(fake: string, at: number): Fact {
  return { type: 'program.told', program: fake, good: { version: VERSION, at } };
}
