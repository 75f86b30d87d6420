import { expect, test } from 'vitest';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, block, demoTask } from '../support/czar-shop.ts';

/** Waits for a file in the worktree's project, then ends the turn. */
function untilThereIs(name: string): string {
  return `until test -e "$(dirname "$(git rev-parse --git-common-dir)")/${name}"; do sleep 0.1; done`;
}

test('two agents that edit the same lines are told once, and once more when it is over', async () => {
  const shop = aShop({
    tasks: {
      one: `${demoTask('$ echo one > shop.txt', 'commit "Begin one"', `$ ${untilThereIs('rest')}; exit 1`)}${block(
        'demo message',
        ['$ git rm -q shop.txt', '$ echo one > one.txt', 'commit --complete "Move one"'],
      )}`,
      two: `${demoTask('$ echo two > shop.txt', `$ ${untilThereIs('rest')}; exit 1`)}${block('demo message', [
        `$ test -e known || { touch known; ${untilThereIs('over')}; exit 1; }`,
        '$ rm known',
        'commit --complete "Add two"',
      ])}`,
    },
    config: { workers: { one: {}, two: {} } },
  });
  await shop.start();
  const seen = await shop.sees('the conflict', ({ conflicts = [] }) => conflicts.length > 0);
  expect(seen.conflicts).toMatchObject([{ files: ['shop.txt'], fileCount: 1, told: [] }]);
  expect(seen.conflicts?.[0]?.tasks.toSorted()).toEqual(['one', 'two']);
  expect(shop.git('-C', '.czar/worktrees/two', 'status', '--porcelain')).toBe('?? shop.txt');
  expectRan(await shop.run('conflicts'), {
    code: 0,
    out: /2 tasks under way, 1 conflict\n[^]* {2}shop\.txt\n/,
  });
  expectRan(await shop.run('why', 'two'), { code: 0, out: /conflict in shop\.txt/ });
  expectRan(await shop.run('status'), { code: 0, out: /1 conflict ahead \(czar conflicts\)/ });
  expect([shop.injections('one', 'notice'), shop.injections('two', 'notice')]).toEqual([[], []]);

  expectRan(await shop.run('stop'), { code: 0 });
  await shop.start();
  shop.write('rest', '');
  await shop.sees('that one is done', ({ conflicts }) => conflicts?.length === 0);
  shop.write('over', '');
  await shop.merged('one', 'two');

  expect(shop.injections('one', 'notice')).toHaveLength(1);
  expect(shop.injections('two', 'notice')).toHaveLength(2);
  expect(shop.decisions()).toMatch(/conflict no more: (?:they merge now|one is merged, and they merge)/);
  expect(shop.git('show', 'omnibus/shop:shop.txt')).toBe('two');
  expectRan(await shop.run('conflicts', '--json'), { code: 0, out: /"conflicts": \[\]/ });
});
