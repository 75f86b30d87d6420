import type { Rule } from '../../src/decide/rule.ts';
import type { Fact } from '../../src/domain/facts.ts';
import type { Note } from '../../src/domain/plan.ts';
import type { World } from '../../src/domain/world.ts';
import { applyEntry } from '../../src/engine/ledger/fold.ts';
import { fromImage, toImage } from '../../src/engine/ledger/state.ts';
import { withLedger } from './world.ts';

/** The world after these notes were journaled and folded, as the engine does it. */
export function folded(world: World, notes: readonly Note[] = []): World {
  const ledger = fromImage(toImage(world.ledger));
  for (const { rule, why, evidence, facts } of notes) {
    const entry = { type: 'decided', at: world.now, cause: 'test', rule, why, evidence, facts } as const;
    applyEntry(ledger, entry, ledger.epoch);
  }
  return withLedger(world, ledger);
}

/** The world after facts that an effect or an observation brought. */
export function afterFacts(world: World, ...facts: readonly Fact[]): World {
  return folded(world, [{ rule: 'test', why: 'test', evidence: [], facts }]);
}

/** All facts that a rule wants noted. */
export function factsOf(rule: Rule, world: World): readonly Fact[] {
  return (rule(world).notes ?? []).flatMap(({ facts }) => facts);
}

/** Folds a rule's notes until it has no more to say; a rule that never comes to rest is a mistake. */
export function settled(rule: Rule, world: World): World {
  let at = world;
  for (let round = 0; round < 50; round += 1) {
    const { notes = [] } = rule(at);
    if (notes.length === 0) return at;
    at = folded(at, notes);
  }
  throw new Error('the rule says the same again and again');
}
