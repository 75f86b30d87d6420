import { beforeEach, describe, expect, test } from 'vitest';
import type { WorkItem } from '../../../../src/domain/ledger.ts';
import {
  aCommit,
  anAgent,
  anAttempt,
  aRunningTask,
  aSeatedWorker,
  aTask,
  aWish,
  NOON,
} from '../../../support/ledger-parts.ts';
import { type Stage } from './effects.ts';
import { wake } from './fake-terminal.ts';
import { beforeOpening, opening, textOfA, unopened } from './opening.ts';

const receipt = (stage: Stage) => stage.world.ledger.receipts.get('d-1');
const taskA = (stage: Stage) => stage.world.ledger.tasks.get('a');

describe('a text', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = beforeOpening();
  });

  test('is confirmed by the event that holds all of it', async () => {
    await stage.run(opening);
    expect(stage.pane.submitted).toHaveLength(1);
    expect(stage.pane.submitted[0]).toMatch(/^\[czar d-1\] Task a, attempt 1\. You are w1\.\n/);
    expect(receipt(stage)).toMatchObject({ verdict: 'confirmed', kind: 'opening', textHash: 'hash1' });
    expect(taskA(stage)).toMatchObject({ textHash: 'hash1', attempt: { openedIn: [1] } });
    expect(taskA(stage)?.attempt?.roundBeganAt).not.toBeNull();
    expect(stage.log).toMatchObject([{ delivery: 'd-1', verdict: 'confirmed', task: 'a', worker: 'w1' }]);
  });

  test('is durable as begun before anything is typed', async () => {
    stage.pane.refuses = 'copy-mode';
    await expect(stage.run(opening)).rejects.toMatchObject({ facts: { code: 'not-now' } });
    expect(stage.steps[0]).toMatchObject({ type: 'delivery.began', delivery: { id: 'd-1' } });
    expect(receipt(stage)).toMatchObject({ verdict: 'refused', because: 'somebody reads back in its pane' });
    expect(taskA(stage)?.attempt?.openedIn).toEqual([]);
  });

  test('whose Enter is swallowed gets another Enter, and is pasted once', async () => {
    stage.pane.swallows = 2;
    await stage.run(opening);
    expect(stage.pane.submitted).toHaveLength(1);
    expect(receipt(stage)?.verdict).toBe('confirmed');
  });

  describe('whose agent has not read the Enter', () => {
    /** It reads when it was asked for the so-manieth time whether it did. */
    const stallsFor = (asked: number): void => {
      let times = 0;
      stage.pane.stalls = true;
      stage.pane.unread = () => {
        times += 1;
        // The first look is before the paste.
        if (times === asked + 1) wake(stage.pane);
        return times > 1 && stage.pane.waiting > 0;
      };
    };
    test.each([1, 4, 40])('gets no second one, %i looks long', async (asked) => {
      stallsFor(asked);
      let read = 0;
      stage.pane.onEnter = () => {
        read += 1;
      };
      await stage.run(opening);
      expect([receipt(stage)?.verdict, read, stage.pane.submitted.length]).toEqual(['confirmed', 1, 1]);
    });

    test('for too long is unverified, and its text is not taken away', async () => {
      stallsFor(1_000);
      await stage.run(opening);
      const because = 'its agent does not read what is typed: Enter may still be taken';
      expect(receipt(stage)).toMatchObject({ verdict: 'unverified', because });
      expect([stage.pane.waiting, stage.pane.keys]).toEqual([1, []]);
    });

    test('of what came before is waited for, and nothing is refused', async () => {
      let times = 0;
      stage.pane.unread = () => {
        times += 1;
        return times <= 3;
      };
      await stage.run(opening);
      expect([receipt(stage)?.verdict, stage.pane.submitted.length]).toEqual(['confirmed', 1]);
    });

    test('before the paste is given nothing', async () => {
      stage.pane.unread = () => true;
      await expect(stage.run(opening)).rejects.toThrow('its agent does not read what is typed');
      expect([stage.pane.composer, receipt(stage)?.verdict]).toEqual(['', 'refused']);
    });
  });

  test('whose Enter cannot be told to be read gets another one only where that does nothing', async () => {
    stage.pane.unread = () => null;
    stage.pane.swallows = 1;
    await expect(stage.run(opening)).rejects.toThrow('Enter was not taken');
    expect([stage.pane.submitted, stage.pane.composer]).toEqual([[], '']);
    const harmless = beforeOpening();
    Object.assign(harmless.pane, { unread: () => null, swallows: 1, facts: { enterDoesNothing: true } });
    await harmless.run(opening);
    expect(receipt(harmless)).toMatchObject({ verdict: 'confirmed' });
  });

  test('that left the composer with the keys that clear it is confirmed if its event comes after all', async () => {
    stage.pane.swallows = 3;
    stage.pane.onKeys = () => {
      stage.pane.events.push({ event: 'prompt', at: NOON, text: late });
    };
    let late = '';
    stage.pane.onLook = () => {
      late = stage.pane.composer === '' ? late : stage.pane.composer;
    };
    await stage.run(opening);
    expect(receipt(stage)?.verdict).toBe('confirmed');
  });

  test('that is too long for the composer is recognised by its placeholder', async () => {
    stage.texts.set('a', { ...textOfA, text: 'x'.repeat(300_000) });
    stage.pane.swallows = 1;
    await stage.run(opening);
    expect(receipt(stage)?.verdict).toBe('confirmed');
  });

  test('that cannot be submitted is taken out of the composer again', async () => {
    stage.pane.swallows = 99;
    await expect(stage.run(opening)).rejects.toMatchObject({ facts: { code: 'not-now' } });
    expect(stage.pane.composer).toBe('');
    expect(receipt(stage)).toMatchObject({ verdict: 'refused', because: 'Enter was not taken 3 times' });
  });

  /** The keys that clear the composer are read so many looks later. */
  function clearsAfter(looks: number): void {
    const { pane } = stage;
    let left = Number.POSITIVE_INFINITY;
    let text = '';
    pane.onLook = () => {
      left -= 1;
      if (left <= 0) pane.composer = '';
      text = pane.composer;
    };
    pane.onKeys = () => {
      pane.composer = text;
      left = looks;
    };
  }

  test('that a slow agent takes out late is out of the composer all the same', async () => {
    stage.pane.swallows = 99;
    clearsAfter(25);
    await expect(stage.run(opening)).rejects.toMatchObject({ facts: { code: 'not-now' } });
    expect(stage.pane.composer).toBe('');
    expect(receipt(stage)).toMatchObject({ verdict: 'refused', because: 'Enter was not taken 3 times' });
  });

  test('that does not leave the composer may still stand there', async () => {
    stage.pane.swallows = 99;
    clearsAfter(Number.POSITIVE_INFINITY);
    await stage.run(opening);
    expect(stage.pane.composer).not.toBe('');
    expect(receipt(stage)).toMatchObject({
      verdict: 'unverified',
      because: 'Enter was not taken 3 times; the text may still stand in the composer',
    });
  });

  test('that arrives altered is not confirmed', async () => {
    stage.pane.hears = (heard) => heard.replace('totals', 'TOTALS');
    await stage.run(opening);
    expect(receipt(stage)).toMatchObject({ verdict: 'unverified', because: 'it arrived altered' });
  });

  test('that nobody answers is unverified, and never typed again under its id', async () => {
    stage.pane.hears = null;
    await stage.run(opening);
    expect(receipt(stage)?.verdict).toBe('unverified');
    expect(taskA(stage)?.attempt?.openedIn).toEqual([1]);
    await expect(stage.run(opening)).rejects.toMatchObject({ facts: { code: 'not-now' } });
    expect(stage.pane.submitted).toHaveLength(1);
  });

  test('that a busy machine shows late is waited for', async () => {
    stage.pane.landsAfterLooks = 30;
    await stage.run(opening);
    expect(stage.pane.submitted).toHaveLength(1);
    expect(receipt(stage)?.verdict).toBe('confirmed');
  });

  test('is refused when the paste never shows up', async () => {
    stage.pane.drops = true;
    await expect(stage.run(opening)).rejects.toThrow('the paste never reached the composer');
    expect(stage.pane.submitted).toEqual([]);
  });

  test('that somebody types into is left where it is', async () => {
    stage.pane.typedAfterPaste = ' and more';
    await stage.run(opening);
    expect(receipt(stage)?.verdict).toBe('unverified');
    expect(stage.pane.composer).toContain('and more');
    expect(stage.pane.submitted).toEqual([]);
  });

  test.each([
    ['clear the draft in its composer, and the text goes out by itself', { composer: 'my own words' }],
    ['a dialog is open in its session', { shows: 'dialog' }],
    ['its session is gone', { shows: 'gone' }],
  ] as const)('is refused and nothing is destroyed: %s', async (because, pane) => {
    const before = Object.assign(stage.pane, pane).composer;
    await expect(stage.run(opening)).rejects.toThrow(because);
    expect(stage.pane.composer).toBe(before);
    expect(stage.pane.submitted).toEqual([]);
    expect(receipt(stage)).toMatchObject({ verdict: 'refused', because });
  });

  test('that a draft keeps waiting is told by the status line, until it goes out', async () => {
    stage.pane.composer = 'my own words';
    await expect(stage.run(opening)).rejects.toThrow('clear the draft');
    expect(stage.pane.tellsDraft).toBe(true);
    stage.pane.composer = '';
    await stage.run({ ...opening, delivery: 'd-2' });
    expect([stage.pane.tellsDraft, stage.pane.submitted.length]).toEqual([false, 1]);
  });

  test('stops when the time is over, and stays open for whoever settles it', async () => {
    stage.pane.swallows = 99;
    Object.assign(stage.pane, { hears: null });
    stage.over.abort();
    await expect(stage.run(opening)).rejects.toMatchObject({ facts: { code: 'deadline' } });
    expect(receipt(stage)?.verdict).toBe('open');
    expect(stage.pane.submitted).toEqual([]);
  });
});

describe('who may be told what', () => {
  test.each([
    ['opening', 'busy', 'busy', 'its agent is busy'],
    ['opening', 'asks', 'question', 'its agent asks something'],
    ['answer', 'asks', 'permission', 'its agent asks something'],
    ['opening', 'limited', 'limit', 'its agent is limited'],
  ] as const)('%s to an agent that is %s: refused', async (as, activity, lastEvent, because) => {
    const worker = aSeatedWorker('w1', {
      task: 'a',
      agent: anAgent({ activity, lastEvent, limitedUntil: null }),
    });
    const items = [{ id: 'i', kind: 'answer', from: 'human', text: 'Yes.', data: null, at: 1 } as const];
    const stage = beforeOpening({ workers: [worker], tasks: [{ ...unopened, items }] });
    await expect(stage.run({ ...opening, as, item: 'i' })).rejects.toThrow(because);
  });

  test('an agent that says nothing and rests by its output is told nothing while its screen shows it at work', async () => {
    const agent = anAgent({ activity: 'idle', lastEvent: null, lastEventAt: null });
    const stage = beforeOpening({ workers: [aSeatedWorker('w1', { task: 'a', agent })] });
    Object.assign(stage.pane, { shows: 'busy' });
    await expect(stage.run(opening)).rejects.toThrow('its agent is busy');
    expect(stage.pane.submitted).toEqual([]);
  });

  test('an answer goes to an agent that waits for it, and a reminder to one at work', async () => {
    const asking = aSeatedWorker('w1', {
      task: 'a',
      agent: anAgent({ activity: 'asks', lastEvent: 'question' }),
    });
    const items = [{ id: 'i', kind: 'answer', from: 'human', text: 'Yes.', data: 'Ok?', at: 1 } as const];
    const asked = beforeOpening({ workers: [asking], tasks: [{ ...aRunningTask('a'), items }] });
    await asked.run({ ...opening, as: 'answer', item: 'i' });
    expect(receipt(asked)?.verdict).toBe('confirmed');
    const busy = aSeatedWorker('w1', { task: 'a', agent: anAgent({ activity: 'busy', lastEvent: 'busy' }) });
    const slow = beforeOpening({ workers: [busy], tasks: [aRunningTask('a')] });
    Object.assign(slow.pane, { shows: 'busy', hears: null });
    await slow.run({ ...opening, as: 'remind' });
    expect(receipt(slow)?.verdict).toBe('queued');
    expect(taskA(slow)?.attempt?.messages.remind).toMatchObject({ count: 1 });
  });

  test('an agent that says nothing is told when its screen shows the prompt', async () => {
    const silent = anAgent({ ready: false, activity: 'starting', lastEvent: null, lastEventAt: null });
    const stage = beforeOpening({ workers: [aSeatedWorker('w1', { task: 'a', agent: silent })] });
    await stage.run(opening);
    expect(receipt(stage)?.verdict).toBe('confirmed');
  });
});

describe('the opening of a dependent', () => {
  const done = aTask('b', {
    stage: 'merged',
    merged: { sha: 'merge1', head: 'h', at: NOON, note: null },
    gate: {
      head: 'h',
      tip: 'tip0',
      merge: 'merge1',
      verdict: 'passed',
      checks: [],
      conflicts: [],
      at: 1,
      ms: 1,
    },
    attempt: anAttempt({ recent: [aCommit('c1', { subject: 'Add b' })] }),
  });

  test('says what its dependency brought, and the dependency knows that it was told', async () => {
    const stage = beforeOpening({ tasks: [unopened, done], wishes: [aWish('a', { after: ['b'] })] });
    await stage.run(opening);
    expect(stage.pane.submitted[0]).toContain('\nDependency cleared: b is merged as merge1, 1 file changed');
    expect(stage.pane.submitted[0]).toContain(
      '| b: Between tip0 and h\n|   I chose tabs.\n| b: between-tip0-and-merge1',
    );
    expect(stage.world.ledger.tasks.get('b')?.notified).toEqual(['a']);
  });

  test('is not held back because that cannot be told', async () => {
    const gate = done.gate === null ? null : { ...done.gate, tip: 'lost' };
    const stage = beforeOpening({
      tasks: [unopened, { ...done, gate }],
      wishes: [aWish('a', { after: ['b'] })],
    });
    await stage.run(opening);
    expect(receipt(stage)?.verdict).toBe('confirmed');
    expect(stage.warnings).toHaveLength(1);
  });
});

describe('rework', () => {
  const item: WorkItem = {
    id: 'r1',
    kind: 'rework',
    from: 'gate',
    text: 'test fails.',
    data: 'not ok 1',
    at: 1,
  };
  const judged = aRunningTask('a', { stage: 'complete', phase: 'rework', items: [item], worker: 'w1' });
  const rework = { ...opening, as: 'rework', item: 'r1' } as const;

  test('brings the task back to work, and is told once', async () => {
    const stage = beforeOpening({ tasks: [judged] });
    await stage.run(rework);
    expect(stage.pane.submitted[0]).toContain('Rework for task a');
    expect(stage.pane.submitted[0]).not.toContain('----- task -----');
    expect(taskA(stage)).toMatchObject({ stage: 'running', phase: null, items: [], worker: 'w1' });
    expect(await stage.run({ ...rework, delivery: 'd-2' })).toMatchObject({ facts: [] });
    expect(stage.pane.submitted).toHaveLength(1);
  });

  test('stays to be told while nobody knows whether it arrived', async () => {
    const stage = beforeOpening({ tasks: [judged] });
    stage.pane.hears = null;
    await stage.run(rework);
    expect(receipt(stage)).toMatchObject({ verdict: 'unverified', item: 'r1' });
    expect(taskA(stage)).toMatchObject({ stage: 'complete', phase: 'rework', items: [item] });
  });

  test('holds the full text for a session that never had it, which counts as given', async () => {
    const attempt = anAttempt({ openedIn: [], judged: 'h' });
    const stage = beforeOpening({ tasks: [{ ...judged, attempt }] });
    await stage.run(rework);
    expect(stage.pane.submitted[0]).toContain('----- task -----\nAdd totals.');
    expect(taskA(stage)).toMatchObject({ textHash: 'hash1', attempt: { openedIn: [1] } });
  });

  test('is told again to a session that goes on after a crash', async () => {
    const gate = { head: 'h', tip: 't', merge: 'm', verdict: 'failed', conflicts: [], at: 1, ms: 1 } as const;
    const checks = [{ name: 'test', verdict: 'failed', ms: 1, tail: 'not ok 7' }] as const;
    const attempt = anAttempt({ openedIn: [], judged: 'h' });
    const stage = beforeOpening({ tasks: [aRunningTask('a', { attempt, gate: { ...gate, checks } })] });
    await stage.run({ ...opening, as: 'continuation' });
    expect(stage.pane.submitted[0]).toContain('attempt 1, continued. You are w1.');
    expect(stage.pane.submitted[0]).toContain('| not ok 7');
  });
});

describe('other messages', () => {
  test('a changed text is the one in the file, a text of a human stands for itself', async () => {
    const change: WorkItem = {
      id: 'text-1',
      kind: 'text',
      from: 'human',
      text: 'changed',
      data: null,
      at: 1,
    };
    const stage = beforeOpening({ tasks: [aRunningTask('a', { items: [change], textHash: 'old' })] });
    await stage.run({ ...opening, as: 'text', item: 'text-1' });
    expect(stage.pane.submitted[0]).toContain('\nAdd totals.\n');
    expect(taskA(stage)).toMatchObject({ textHash: 'hash1', items: [] });
    const own = { ...change, id: 'order-1', text: 'Do this instead.' };
    const other = beforeOpening({ tasks: [aRunningTask('a', { items: [own], textHash: 'old' })] });
    await other.run({ ...opening, as: 'text', item: 'order-1' });
    expect(other.pane.submitted[0]).toContain('----- task -----\nDo this instead.\n');
    expect(taskA(other)).toMatchObject({ textHash: 'old', items: [] });
  });

  test('a message of a human leaves the inbox', async () => {
    const inbox = [
      { id: 'n1', kind: 'notice', from: 'human', text: 'Use tabs.', data: null, at: 1 } as const,
    ];
    const stage = beforeOpening({ workers: [aSeatedWorker('w1', { task: 'a', inbox })] });
    await stage.run({ ...opening, task: null, attempt: null, as: 'notice', item: 'n1' });
    expect(stage.pane.submitted[0]).toContain('\nUse tabs.\n');
    expect(stage.world.ledger.workers.get('w1')?.inbox).toEqual([]);
  });

  test('a hint about stray commits names them, and nothing is said once they are home', async () => {
    const found = { branch: 'mine', sha: 'abc1', descends: true, marker: null };
    const stage = beforeOpening({ tasks: [aRunningTask('a')], world: { astray: new Map([['w1', found]]) } });
    await stage.run({ ...opening, as: 'branch' });
    expect(stage.pane.submitted[0]).toContain('git switch feat/shop-a && git merge abc1');
    expect(taskA(stage)?.attempt?.messages.branch?.count).toBe(1);
    const home = beforeOpening({ tasks: [aRunningTask('a')] });
    expect(await home.run({ ...opening, as: 'branch' })).toMatchObject({ facts: [] });
  });
});
