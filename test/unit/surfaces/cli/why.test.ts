import { describe, expect, test } from 'vitest';
import type { JournalLine } from '../../../../src/domain/entry.ts';
import { noon, question, sixWorkersWorld } from '../../views/worlds.ts';
import { czar, machine, type FakeMachine } from './fake-io.ts';

function showing(snapshot = sixWorkersWorld(), more: Partial<FakeMachine> = {}): FakeMachine {
  return machine({ pictures: [{ from: 0, snapshot }], ...more });
}

describe('why', () => {
  test('prints the reasons of the supervisor', async () => {
    const on = machine({ reasons: { qa: ['idle: no task is ready', 'cart-ui waits for cart-totals'] } });
    expect((await czar(on, 'why', 'qa')).out).toBe(
      'qa\n  idle: no task is ready\n  cart-ui waits for cart-totals\n',
    );
    expect(JSON.parse((await czar(on, 'why', 'qa', '--json')).out)).toEqual({
      about: 'qa',
      reasons: on.reasons['qa'],
    });
  });

  test('says what the last picture tells when nobody runs', async () => {
    const on = showing(sixWorkersWorld(), { supervisor: 'down', workers: ['engineer4'] });
    const { code, out } = await czar(on, 'why', 'engineer4');
    expect(code).toBe(0);
    expect(out).toContain('worker: stuck, no progress since 09:53 (2h07m), task search-index');
    expect(out).toContain('next: engineer4 is restarted');
  });

  test('tells the time of day beside how long ago it was', async () => {
    const reason = {
      says: 'worker: stuck',
      time: { at: noon - 125 * 60_000, is: 'since', behind: ', task a' },
    } as const;
    const seen = {
      says: 'seen: event busy (event, ',
      time: { at: noon - 60_000, is: 'ago', behind: ')' },
    } as const;
    const on = machine({ reasons: { qa: ['plain'] }, dated: [reason, seen] });
    expect((await czar(on, 'why', 'qa')).out).toBe(
      'qa\n  worker: stuck since 09:55 (2h05m), task a\n  seen: event busy (event, 11:59, 1m ago)\n',
    );
  });

  test('when nobody runs, the journal and the questions tell the rest, and how old it is', async () => {
    const since = noon - 125 * 60_000;
    const evidence = [
      { source: 'ledger', at: since, says: 'the offer of help is queued since then' },
    ] as const;
    const asked = question(9, { worker: 'engineer4', since, evidence, text: 'engineer4 is stuck' });
    const on = showing(
      { ...sixWorkersWorld(), questions: [asked], at: noon - 3_600_000 },
      {
        supervisor: 'down',
        workers: ['engineer4'],
        journal: [decided(1, 'engineer4', 'it is stuck'), decided(2, 'qa', 'no')],
      },
    );
    const { out } = await czar(on, 'why', 'engineer4');
    expect(out).toContain('czar is not running; this is what was known 11:00 (1h00m ago):');
    expect(out).toContain('waits for your answer to question 9: engineer4 is stuck');
    expect(out).toContain('It is so since 09:55 (2h05m).');
    expect(out).toContain('the offer of help is queued since then (journal, 09:55, 2h05m ago)');
    expect(out).toContain('12:00 decided: recovery: it is stuck');
    expect(out).not.toContain(': no');
  });

  test('one that does not answer is no reason to say nothing', async () => {
    const on = showing(sixWorkersWorld(), { supervisor: 'silent', workers: ['engineer4'] });
    const { code, out } = await czar(on, 'why', 'engineer4');
    expect(code).toBe(0);
    expect(out).toContain('czar does not answer; this is what was known');
  });

  test('exits 3 when there is no picture either', async () => {
    expect((await czar(machine({ supervisor: 'down' }), 'why', 'qa')).code).toBe(3);
  });
});

function decided(
  seq: number,
  worker: string,
  why: string,
): { readonly from: number; readonly line: JournalLine } {
  const facts = [{ type: 'worker.released', worker } as const];
  const entry = {
    type: 'decided',
    at: noon,
    cause: `c${seq}`,
    rule: 'recovery',
    why,
    evidence: [],
    facts,
  } as const;
  return { from: 0, line: { seq, epoch: 1, entry } };
}
