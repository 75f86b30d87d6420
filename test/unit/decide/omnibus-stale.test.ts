import { describe, expect, test } from 'vitest';
import { decideAnswer } from '../../../src/decide/answers.ts';
import { integration } from '../../../src/decide/integration.ts';
import { explainOmnibus, omnibus } from '../../../src/decide/omnibus.ts';
import { isSettled } from '../../../src/decide/settled.ts';
import type { BaseFetch } from '../../../src/domain/base-fetch.ts';
import type { OmnibusState } from '../../../src/domain/ledger.ts';
import { known } from '../../../src/domain/seen.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import { aTask, NOON, anOmnibus } from '../../support/ledger-parts.ts';
import { aPolicy } from '../../support/policy.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const before: BaseFetch = {
  triedAt: NOON - 60_000,
  fetchedAt: NOON - 60_000,
  tip: 'base0',
  failed: 0,
  because: null,
};
const asked = anOmnibus({ asked: true });
const merged = aTask('a', { stage: 'merged' });

/** An omnibus that a human asked to merge, in a repository with a remote. */
function wanted(of: Partial<OmnibusState> = {}, parts: WorldParts = {}): World {
  return aWorld({
    tasks: [merged],
    integration: { omnibus: { ...asked, ...of }, baseFetch: before },
    ...parts,
    world: { remote: 'origin', ...parts.world },
  });
}

const plan = (world: World) =>
  [...(integration(world).actions ?? []), ...(omnibus(world).actions ?? [])].map(({ kind }) => kind);
const stale = { type: 'omnibus.stale', because: 'stale info' } as const;
const unreachable = { type: 'base.unreachable', because: 'offline' } as const;

describe('an omnibus whose base had moved at the remote', () => {
  test('is merged again once the base was fetched and taken in', () => {
    expect(plan(wanted())).toEqual(['merge-omnibus']);
    const moved = afterFacts(wanted(), stale);
    expect(plan(moved)).toEqual([]);
    expect(explainOmnibus(moved)).toContain('fetched first');
    expect(isSettled(moved)).toBe(false);
    const seen = {
      ...afterFacts(moved, { type: 'base.fetched', tip: 'base1' }),
      baseTip: known('base1', NOON),
    };
    expect(plan(seen)).toEqual(['follow-base']);
    const followed = afterFacts(seen, {
      type: 'integration.moved',
      tip: 'tip1',
      baseTip: 'base1',
      because: 'it follows main',
    });
    expect(plan(followed)).toEqual(['describe-omnibus']);
    const described = { type: 'omnibus.described', number: 9, draft: false, describes: 'tip1' } as const;
    expect(plan(afterFacts(followed, described))).toEqual(['merge-omnibus']);
  });

  test('becomes a question when the base cannot be fetched', () => {
    const twice = afterFacts(wanted(), stale, unreachable, unreachable);
    expect(settled(omnibus, twice).ledger.questions.size).toBe(0);
    const thrice = settled(omnibus, afterFacts(twice, unreachable));
    expect(thrice.ledger.integration.omnibus?.refused).toContain('offline');
    expect([...thrice.ledger.questions.values()]).toMatchObject([{ topic: 'omnibus-refused' }]);
    expect(isSettled(thrice)).toBe(true);
  });

  test('needs no fetch without a remote', () => {
    const local = { ...wanted(), remote: null };
    expect(plan(afterFacts(local, stale))).toEqual(['merge-omnibus']);
  });
});

describe('an omnibus that was refused', () => {
  const refused = () => settled(omnibus, wanted({ refused: 'stale info', asked: false }));
  const answer = (world: World, text: string): World => {
    const [question] = [...world.ledger.questions.values()];
    if (question === undefined) throw new Error('nothing was asked');
    const answered = decideAnswer(world, { question, text, order: 'o-1' });
    if (!answered.ok) throw new Error(answered.because);
    const closed = { type: 'question.closed', id: question.id, answer: text, because: 'answered' } as const;
    return settled(omnibus, afterFacts(world, ...answered.facts, closed));
  };

  test('is merged with the base as it is now, whatever followBase says, when the answer is again', () => {
    const policy = aPolicy({ merge: { ...aPolicy().merge, followBase: false } });
    const moved = { baseTip: known('base1', NOON) };
    expect(plan({ ...refused(), policy, ...moved })).toEqual([]);
    const again = answer(refused(), 'again');
    expect(again.ledger.questions.size).toBe(0);
    expect(plan({ ...again, policy })).toEqual(['merge-omnibus']);
    expect(plan({ ...again, policy, ...moved })).toEqual(['follow-base']);
  });

  test('stays open and is not asked about again when the answer is leave, until it is asked for', () => {
    const left = answer(refused(), 'leave');
    expect(left.ledger.questions.size).toBe(0);
    expect(plan(left)).toEqual([]);
    expect(explainOmnibus(left)).toContain('stale info');
    expect(isSettled(left)).toBe(true);
    expect(plan(afterFacts(left, { type: 'omnibus.asked' }))).toEqual(['merge-omnibus']);
    const refusedAnew = settled(omnibus, afterFacts(left, { type: 'omnibus.refused', because: 'hook' }));
    expect(refusedAnew.ledger.questions.size).toBe(1);
  });
});
