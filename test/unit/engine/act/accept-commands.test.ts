import { expect, test } from 'vitest';
import { acceptanceInMemory } from '../../../../src/adapters/acceptance/in-memory.ts';
import { unacceptedOf } from '../../../../src/decide/commands.ts';
import { commandsIn } from '../../../support/accepted.ts';
import { aPolicy } from '../../../support/policy.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage } from './effects.ts';

const list = commandsIn(aPolicy({ checks: [{ name: 'test', run: 'npm test', timeoutMs: 1_000 }] }));
const planned = { lane: 'home', rule: 'commands', why: '', evidence: [] } as const;

test('what a person accepted is kept', async () => {
  const acceptance = acceptanceInMemory();
  const stage = aStage(aWorld({ world: { unaccepted: unacceptedOf(list, null) } }), {
    parts: { acceptance },
  });
  const { says } = await stage.run({ kind: 'accept-commands', ...planned, hash: list.hash });
  expect(says).toContain('check "test"');
  expect((await acceptance.last()).commands).toEqual(list.commands);
});

test('nothing is kept when the files name other commands by then', async () => {
  const acceptance = acceptanceInMemory();
  for (const unaccepted of [null, unacceptedOf(list, null)]) {
    const stage = aStage(aWorld({ world: { unaccepted } }), { parts: { acceptance } });
    await expect(stage.run({ kind: 'accept-commands', ...planned, hash: 'another' })).rejects.toMatchObject({
      facts: { code: 'not-now' },
    });
  }
  expect((await acceptance.last()).commands).toBeNull();
});
