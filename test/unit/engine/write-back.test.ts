import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../src/domain/facts.ts';
import type { Synced } from '../../../src/domain/ledger.ts';
import { applyEntry } from '../../../src/engine/ledger/fold.ts';
import { emptyLedger, type MutableLedger } from '../../../src/engine/ledger/state.ts';
import { writesThatHappened } from '../../../src/engine/write-back.ts';
import { aWish } from '../../support/ledger-parts.ts';

const AT = 1_000;

function ledgerAfter(...facts: readonly Fact[]): MutableLedger {
  const ledger = emptyLedger('omnibus/p');
  applyEntry(ledger, { type: 'observed', at: AT, facts }, 1);
  return ledger;
}

function synced(status: Synced['status']): Synced {
  return { status, assignee: null, waitingSince: null, notified: [] };
}

const known: Fact = {
  type: 'tasks.known',
  tasks: [{ task: 'a', beforeCzar: false, synced: synced('in_progress'), title: 'A' }],
};
const writing: Fact = {
  type: 'files.writing',
  entries: [{ task: 'a', synced: synced('pending') }],
};

describe('a write of which nobody knows whether it happened', () => {
  test('counts as made by Czar when the file has what was to be written', () => {
    const ledger = ledgerAfter(known, writing);
    const wish = new Map([['a', aWish('a', { status: 'pending' })]]);
    const facts = writesThatHappened(ledger.writing, wish);
    applyEntry(ledger, { type: 'observed', at: AT, facts }, 1);
    expect(ledger.tasks.get('a')?.synced).toEqual(synced('pending'));
    expect(ledger.writing.size).toBe(0);
  });

  test('says nothing about a file that has something else', () => {
    const ledger = ledgerAfter(known, writing);
    const wish = new Map([['a', aWish('a', { status: 'cancelled' })]]);
    const facts = writesThatHappened(ledger.writing, wish);
    applyEntry(ledger, { type: 'observed', at: AT, facts }, 1);
    expect(ledger.tasks.get('a')?.synced).toEqual(synced('in_progress'));
    expect(ledger.writing.size).toBe(0);
  });
});
