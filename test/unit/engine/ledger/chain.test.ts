import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../../src/domain/entry.ts';
import type { Fact } from '../../../../src/domain/facts.ts';
import type { Action } from '../../../../src/domain/plan.ts';
import { whatLedTo } from '../../../../src/engine/ledger/chain.ts';
import { applyEntry } from '../../../../src/engine/ledger/fold.ts';
import { emptyLedger, fromImage, type MutableLedger, toImage } from '../../../../src/engine/ledger/state.ts';
import { NOON } from '../../../support/ledger-parts.ts';

const planned = { rule: 'test', why: 'test', evidence: [] };
const openPr: Action = { ...planned, kind: 'open-pr', lane: 'forge', task: 'a', attempt: 1, head: 'h' };
const restart: Action = {
  ...planned,
  kind: 'start-session',
  lane: 'tree:a',
  worker: 'a',
  generation: 1,
  previous: null,
};
const followBase: Action = { ...planned, kind: 'follow-base', lane: 'integrate', tip: 't', base: 'b' };

const judged: Fact = { type: 'task.judged', task: 'a', attempt: 1, head: 'h' };
const told: Fact = { type: 'worker.paused', worker: 'a', paused: true };

function decided(cause: string, ...facts: readonly Fact[]): Entry {
  return { type: 'decided', at: NOON, cause, rule: 'test', why: 'test', evidence: [], facts };
}

function done(cause: string, ...facts: readonly Fact[]): Entry {
  return { type: 'outcome', at: NOON, cause, key: cause, ok: true, says: 'done', facts, failure: null };
}

function ledgerOf(...entries: readonly Entry[]): MutableLedger {
  const ledger = emptyLedger('omnibus/shop');
  for (const entry of entries) applyEntry(ledger, entry, 1);
  return ledger;
}

describe('what led to an effect', () => {
  test('is the newest decision about its task', () => {
    const ledger = ledgerOf(decided('e1-2', judged), decided('e1-8', judged), decided('e1-9', told));
    expect(whatLedTo(ledger, openPr)).toBe('e1-8');
  });

  test('is the effect before it, where that changed the task since', () => {
    const ledger = ledgerOf(decided('e1-8', judged), done('e1-9', judged), done('e1-10'));
    expect(whatLedTo(ledger, openPr)).toBe('e1-9');
    const step: Entry = { type: 'step', at: NOON, key: 'e1-9', facts: [judged] };
    expect(whatLedTo(ledgerOf(decided('e1-8', judged), step), openPr)).toBe('e1-9');
  });

  test('tells a worker from the primary task of its name', () => {
    const ledger = ledgerOf(decided('e1-8', judged), decided('e1-3', told));
    expect(whatLedTo(ledger, restart)).toBe('e1-3');
    expect(whatLedTo(ledgerOf(decided('e1-8', judged)), restart)).toBeNull();
  });

  test('is about the project where the effect is about neither task nor worker', () => {
    const moved: Fact = { type: 'integration.moved', tip: 't', baseTip: 'b', because: 'merged' };
    expect(whatLedTo(ledgerOf(decided('e1-8', judged), done('e1-9', moved)), followBase)).toBe('e1-9');
  });

  test('of a task and a worker is the later of the two, over supervisors too', () => {
    const deliver: Action = {
      ...planned,
      kind: 'deliver',
      lane: 'keys:w1',
      worker: 'a',
      generation: 1,
      task: 'a',
      attempt: 1,
      as: 'opening',
      item: null,
      delivery: 'd1',
    };
    expect(whatLedTo(ledgerOf(decided('e1-9', told), decided('e1-10', judged)), deliver)).toBe('e1-10');
    expect(whatLedTo(ledgerOf(decided('e1-9', judged), decided('e2-1', told)), deliver)).toBe('e2-1');
  });

  test('is still known after the journal was compacted', () => {
    const ledger = ledgerOf(decided('e1-8', judged));
    expect(whatLedTo(fromImage(toImage(ledger)), openPr)).toBe('e1-8');
  });

  test('is not known from a compacted journal of an older release', () => {
    const older = Object.entries(toImage(ledgerOf(decided('e1-8', judged))));
    const image = Object.fromEntries(older.filter(([key]) => key !== 'decisions'));
    expect(whatLedTo(fromImage({ ...toImage(emptyLedger('omnibus/shop')), ...image }), openPr)).toBeNull();
  });
});
