import { describe, expect, test } from 'vitest';
import type { ReceivedEvent } from '../../../src/domain/agent-event.ts';
import { openHearing } from '../../../src/engine/hearing.ts';
import { NOON } from '../../support/ledger-parts.ts';
import { aClock } from './moments.ts';

const said = (id: string): ReceivedEvent => ({
  id,
  worker: 'w1',
  generation: 1,
  event: { event: 'idle', at: NOON },
});

/** What a listener for event `b` comes to when `during` happens, and when. */
async function heard(during: (bench: Bench) => void) {
  const { clock, scheduler } = aClock();
  const hearing = openHearing(clock);
  const over = new AbortController();
  const since = hearing.mark();
  during({ hearing, over, after: (ms, act) => scheduler.after(ms, act) });
  let result: { readonly id: string | null } | null = null;
  const matches = ({ id }: ReceivedEvent): boolean => id === 'b';
  void hearing.wait(matches, { since, timeoutMs: 1_000, signal: over.signal }).then((event) => {
    result = { id: event?.id ?? null };
  });
  await new Promise((resolve) => setImmediate(resolve));
  while (result === null && (await scheduler.step()));
  return { result, ms: scheduler.now - NOON };
}

interface Bench {
  readonly hearing: ReturnType<typeof openHearing>;
  readonly over: AbortController;
  readonly after: (ms: number, act: () => void) => void;
}

describe('a listener', () => {
  test('hears the event that it waits for, and no other', async () => {
    const outcome = await heard(({ hearing, after }) => {
      after(10, () => hearing.tell([said('a')]));
      after(20, () => hearing.tell([said('c'), said('b')]));
    });
    expect(outcome).toEqual({ result: { id: 'b' }, ms: 20 });
  });

  test('hears what was told after its mark, though before it listened', async () => {
    const outcome = await heard(({ hearing }) => hearing.tell([said('b')]));
    expect(outcome).toEqual({ result: { id: 'b' }, ms: 0 });
  });

  test('does not hear what was told before its mark', async () => {
    const { clock, scheduler } = aClock();
    const hearing = openHearing(clock);
    hearing.tell([said('b')]);
    const options = { since: hearing.mark(), timeoutMs: 100, signal: new AbortController().signal };
    const wait = hearing.wait(() => true, options);
    while (await scheduler.step());
    expect(await wait).toBeNull();
  });

  test('gives up when its time is over, or when it is told to', async () => {
    expect(await heard(() => undefined)).toEqual({ result: { id: null }, ms: 1_000 });
    expect(await heard(({ over, after }) => after(30, () => over.abort()))).toEqual({
      result: { id: null },
      ms: 30,
    });
  });
});
