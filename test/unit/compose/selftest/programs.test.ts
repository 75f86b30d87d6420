import { expect, test } from 'vitest';
import { besideFakes } from '../../../../src/compose/selftest/programs.ts';
import { known } from '../../../../src/domain/seen.ts';
import type { ProgramQuery, Programs } from '../../../../src/ports/programs.ts';

const query = (command: string): ProgramQuery => ({ command, versionArgs: ['--version'], env: {} });

test('fakes are not asked for a version, and what other projects know of versions has no say', async () => {
  const asked: string[] = [];
  const programs: Programs = {
    async look(queries) {
      asked.push(...[...queries.values()].map(({ command }) => command));
      return new Map(
        [...queries.keys()].map((name) => [name, known({ path: '/bin/claude', version: '2' }, 1)]),
      );
    },
    exchange: () =>
      Promise.resolve({ news: new Map([['/bin/claude', { version: '1', at: 1 }]]), reports: [] }),
    takeTurn: () => Promise.resolve(null),
    folder: () => Promise.resolve('/trial'),
  };
  const ours = besideFakes(programs, '/scratch/fake.sh');
  const seen = await ours.look(
    new Map([
      ['plain-1', query('/scratch/fake.sh')],
      ['plain-2', query('/scratch/fake.sh')],
      ['real', query('claude')],
    ]),
  );
  expect(asked).toEqual(['claude']);
  expect([...seen.keys()].toSorted()).toEqual(['plain-1', 'plain-2', 'real']);
  expect([...(await ours.exchange(new Map(), 2)).news]).toEqual([]);
});
