import { describe, expect, test } from 'vitest';
import { decideAnswer } from '../../../src/decide/answers.ts';
import { explainIntegration, integration } from '../../../src/decide/integration.ts';
import { omnibus } from '../../../src/decide/omnibus.ts';
import { isSettled } from '../../../src/decide/settled.ts';
import { standing } from '../../../src/decide/standing.ts';
import { known } from '../../../src/domain/seen.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import { aTask, NOON, anOmnibus } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const asked = anOmnibus({ asked: true });

/** The base at `tip` was found not to contain `base0` any more, and a human wants the omnibus merged. */
function found(tip = 'base1'): World {
  const world = aWorld({
    tasks: [aTask('a', { stage: 'merged' })],
    integration: { omnibus: asked },
    world: { baseTip: known(tip, NOON) },
  });
  return settled(integration, afterFacts(world, { type: 'base.rewritten', tip: 'base1', held: 'base0' }));
}

const plan = (world: World) =>
  [...(integration(world).actions ?? []), ...(omnibus(world).actions ?? [])].map(({ kind }) => kind);
const topics = (world: World) => [...world.ledger.questions.values()].map(({ topic }) => topic);

describe('a base that was rewritten', () => {
  test('is asked about once, and neither taken in nor replaced meanwhile', () => {
    const world = found();
    expect(plan(world)).toEqual([]);
    expect([...world.ledger.questions.values()]).toMatchObject([
      {
        topic: 'base-rewritten',
        about: 'base1',
        text: 'main was rewritten: omnibus/shop holds base0 of it, which it dropped',
      },
    ]);
    expect(integration(world).notes).toEqual([]);
    expect(explainIntegration(world)).toContain('when you say so');
    expect(isSettled(world)).toBe(true);
  });

  test('is taken in when a human says so', () => {
    const world = found();
    const [question] = world.ledger.questions.values();
    if (question === undefined) throw new Error('nothing was asked');
    const answered = decideAnswer(world, { question, text: 'take', order: 'o-1' });
    if (!answered.ok) throw new Error(answered.because);
    const after = afterFacts(world, ...answered.facts);
    expect(plan(after)).toEqual(['follow-base']);
    expect(isSettled(after)).toBe(false);
  });

  test.each([
    ['moves on: that is looked at anew', 'base2', ['follow-base']],
    ['is set back to what is held', 'base0', ['merge-omnibus']],
  ])('is not asked about any more when it %s', (_what, tip, planned) => {
    const world = { ...found(), baseTip: known(tip, NOON) };
    expect(topics(world)).toEqual(['base-rewritten']);
    expect(topics(settled(standing, world))).toEqual([]);
    expect(plan(world)).toEqual(planned);
  });
});
