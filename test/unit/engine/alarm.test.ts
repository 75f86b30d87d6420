import { describe, expect, test } from 'vitest';
import { openAlarm } from '../../../src/engine/alarm.ts';
import { NOON } from '../../support/ledger-parts.ts';
import { aClock } from './moments.ts';

/** Virtual milliseconds until `sleep` is over. */
async function slept(begin: (alarm: ReturnType<typeof openAlarm>) => Promise<void>): Promise<number> {
  const { clock, scheduler } = aClock();
  const alarm = openAlarm(clock);
  let isOver = false;
  void begin(alarm).then(() => {
    isOver = true;
  });
  scheduler.after(100, () => alarm.ring('git'));
  while (!isOver && (await scheduler.step()));
  return scheduler.now - NOON;
}

describe('the alarm', () => {
  test('hands over what it was rung for, once', () => {
    const alarm = openAlarm(aClock().clock);
    alarm.ring('git', 'files');
    alarm.ring('git');
    expect([...alarm.take().senses]).toEqual(['git', 'files']);
    expect([...alarm.take().senses]).toEqual([]);
  });

  test('tells a ring, which is news, from a mere waking', () => {
    const alarm = openAlarm(aClock().clock);
    alarm.wake();
    expect(alarm.take().rang).toBe(false);
    alarm.ring();
    expect(alarm.take().rang).toBe(true);
    expect(alarm.take().rang).toBe(false);
  });

  test('does not let it sleep when it was woken since the last look', async () => {
    const ms = await slept((alarm) => {
      alarm.wake();
      return alarm.sleep(60_000);
    });
    expect(ms).toBeLessThan(50);
  });

  test('wakes a sleeper early', async () => {
    expect(await slept((alarm) => alarm.sleep(60_000))).toBe(100);
  });

  test('lets it sleep until its time when nobody rings', async () => {
    expect(await slept((alarm) => alarm.sleep(50))).toBe(50);
  });

  test('does not let it sleep when it rang since the last look', async () => {
    const ms = await slept((alarm) => {
      alarm.ring('inbox');
      return alarm.sleep(60_000);
    });
    expect(ms).toBeLessThan(50);
  });
});
