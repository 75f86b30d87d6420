import { describe, expect, test } from 'vitest';
import type { Action, Note } from '../../../../src/domain/plan.ts';
import {
  decisionOfIntent,
  decisionOfNote,
  decisionOfOutcome,
} from '../../../../src/engine/picture/decisions.ts';
import { aGeneration, aPullRequest, aQuestion, NOON } from '../../../support/ledger-parts.ts';

const evidence = [{ source: 'git', at: NOON, says: 'a1b2c3d4 done' }] as const;

const action: Action = {
  kind: 'deliver',
  lane: 'keys:w1',
  rule: 'delivery',
  why: 'w1 begins a',
  evidence,
  worker: 'w1',
  generation: 1,
  task: 'a',
  attempt: 1,
  as: 'opening',
  item: null,
  delivery: 'd1',
};

function aNote(facts: Note['facts']): Note {
  return { rule: 'completion', why: 'a is complete', evidence, facts };
}

describe('a note', () => {
  test('is a decision that took effect at once', () => {
    const note = aNote([{ type: 'task.judged', task: 'a', attempt: 1, head: 'h' }]);
    expect(decisionOfNote(note, 'c1', NOON)).toEqual({
      at: NOON,
      cause: 'c1',
      decision: null,
      rule: 'completion',
      what: 'task.judged',
      why: 'a is complete',
      task: 'a',
      worker: null,
      evidence,
      outcome: 'noted',
    });
  });

  test('names each kind of fact once, and the first task and worker among them', () => {
    const note = aNote([
      { type: 'integration.moved', tip: 't', baseTip: 'b', because: 'x' },
      { type: 'item.done', task: 'a', item: 'i1' },
      { type: 'item.done', task: 'b', item: 'i2' },
      { type: 'worker.seated', worker: 'w1', task: null },
    ]);
    expect(decisionOfNote(note, 'c', NOON)).toMatchObject({
      what: 'integration.moved, item.done, worker.seated',
      task: 'a',
      worker: 'w1',
    });
  });

  test.each([
    [{ type: 'generation.began', generation: aGeneration('w2') } as const, { task: null, worker: 'w2' }],
    [
      { type: 'question.asked', question: aQuestion('stuck', { task: 'a', worker: 'w1' }) } as const,
      { task: 'a', worker: 'w1' },
    ],
    [{ type: 'pr.seen', pr: aPullRequest(3, { task: 'b' }) } as const, { task: 'b', worker: null }],
    [{ type: 'omnibus.round' } as const, { task: null, worker: null }],
  ])('finds whom $type is about', (fact, subject) => {
    expect(decisionOfNote(aNote([fact]), 'c', NOON)).toMatchObject(subject);
  });
});

describe('an effect', () => {
  const outcome = { type: 'outcome', at: NOON + 5, cause: 'c1', key: 'k', facts: [] } as const;

  test('is under way from its intent on', () => {
    const entry = { type: 'intent', at: NOON, cause: 'c1', decision: 'e1-8', key: 'k', action } as const;
    expect(decisionOfIntent(entry)).toEqual({
      at: NOON,
      cause: 'c1',
      decision: 'e1-8',
      rule: 'delivery',
      what: 'deliver',
      why: 'w1 begins a',
      task: 'a',
      worker: 'w1',
      evidence,
      outcome: null,
    });
  });

  test('begun by an older release names no decision', () => {
    const entry = { type: 'intent', at: NOON, cause: 'c1', key: 'k', action } as const;
    expect(decisionOfIntent(entry).decision).toBeNull();
  });

  test('says under the same cause what came of it', () => {
    const decision = decisionOfOutcome(
      { action, decision: 'e1-8' },
      { ...outcome, ok: true, says: 'delivered', failure: null },
    );
    expect(decision).toMatchObject({
      at: NOON + 5,
      cause: 'c1',
      decision: 'e1-8',
      what: 'deliver',
      outcome: 'delivered',
    });
  });

  test('that failed says why, with what it was seen by', () => {
    const seen = { source: 'pane', at: NOON, says: 'the pane is gone' } as const;
    const failure = {
      count: 1,
      lastAt: NOON,
      nextTryAt: NOON,
      message: 'pane gone',
      lasting: false,
      evidence: [seen],
    };
    const decision = decisionOfOutcome(
      { action, decision: 'e1-8' },
      { ...outcome, ok: false, says: 'could not type', failure },
    );
    expect(decision.outcome).toBe('failed: could not type: pane gone');
    expect(decision.evidence).toEqual([...evidence, seen]);
  });
});
