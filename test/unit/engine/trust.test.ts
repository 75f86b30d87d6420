import { describe, expect, test } from 'vitest';
import { acceptanceInMemory } from '../../../src/adapters/acceptance/in-memory.ts';
import { digest } from '../../../src/adapters/digest/digest.ts';
import type { Policy } from '../../../src/domain/policy.ts';
import { openTrust } from '../../../src/engine/trust.ts';
import { commandsIn } from '../../support/accepted.ts';
import { aPolicy } from '../../support/policy.ts';
import { aWorld } from '../../support/world.ts';

const { wish } = aWorld();

function checking(run: string): Policy {
  return aPolicy({ checks: [{ name: 'test', run, timeoutMs: 1_000 }] });
}

describe('what the engine is given', () => {
  test('is what was accepted, until a change is accepted too', async () => {
    const old = checking('npm test');
    const next = checking('npm t');
    const acceptance = acceptanceInMemory(commandsIn(old));
    const trust = openTrust({ acceptance, digest }, null);
    expect((await trust.look({ policy: old, wish })).policy.checks).toEqual(old.checks);
    const before = await trust.look({ policy: next, wish });
    expect(before.policy.checks).toEqual(old.checks);
    expect(before.unaccepted?.commands).toMatchObject([{ shows: 'npm t', before: { shows: 'npm test' } }]);
    await acceptance.accept(commandsIn(next), 1);
    const after = await trust.look({ policy: next, wish });
    expect(after).toMatchObject({ unaccepted: null, policy: { checks: next.checks } });
  });

  test('is what the start was accepted with when the file changed before the first look', async () => {
    const old = checking('npm test');
    const trust = openTrust({ acceptance: acceptanceInMemory(commandsIn(old)), digest }, old);
    expect((await trust.look({ policy: checking('evil'), wish })).policy.checks).toEqual(old.checks);
  });

  test('goes on as accepted when what was accepted cannot be read any more, and says why', async () => {
    const old = checking('npm test');
    const unread = {
      ...acceptanceInMemory(),
      last: () => Promise.resolve({ commands: null, problem: 'it is damaged' }),
    };
    const found = await openTrust({ acceptance: unread, digest }, old).look({ policy: old, wish });
    expect(found.policy).toEqual(old);
    expect(found.unaccepted?.isFirst).toBe(true);
    expect(found.problem).toBe('it is damaged');
  });

  test('names nothing where nothing was ever accepted', async () => {
    const trust = openTrust({ acceptance: acceptanceInMemory(), digest }, null);
    expect((await trust.look({ policy: checking('evil'), wish })).policy.checks).toEqual([]);
  });
});
