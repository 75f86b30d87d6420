import { describe, expect, test } from 'vitest';
import type { Undoable } from '../../../../src/domain/undo.ts';
import type { Peeked, Reasons } from '../../../../src/views/tui/data.ts';
import { noon } from '../../views/worlds.ts';
import { aReadingBench, second } from './reading-bench.ts';

/** Says what it was asked about, and gives the answers one after the other, the last one again and again. */
function asked<Found>(answers: readonly (Found | Error)[]) {
  const about: string[] = [];
  const ask = (name: string): Promise<Found> => {
    const answer = answers[Math.min(about.length, answers.length - 1)];
    about.push(name);
    if (answer === undefined) return Promise.reject(new Error('there is no answer'));
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { about, ask };
}

function peeked(...lines: readonly string[]): Peeked {
  return { about: 'ada', source: 'screen', lines };
}

function reasons(...lines: readonly string[]): Reasons {
  return { about: 'ada', lines, details: null };
}

describe('the screen of a worker', () => {
  test('is read again and again as long as its page is open, and only then', async () => {
    const { about, ask } = asked([peeked('one'), peeked('two'), peeked('three')]);
    const { store, after, press } = aReadingBench({ peek: ask });
    await after(0);
    expect(about).toEqual([]);
    press('enter');
    await after(0);
    expect(store.data().peek).toEqual(peeked('one'));
    await after(second - 1);
    expect(about).toHaveLength(1);
    await after(1);
    expect(store.data().peek).toEqual(peeked('two'));
    await after(second);
    expect(store.data().peek).toEqual(peeked('three'));
    press('esc');
    await after(10 * second);
    expect(about).toEqual(['ada', 'ada', 'ada']);
  });

  test('is at once that of another worker whose page is opened', async () => {
    const { about, ask } = asked([peeked('one')]);
    const { after, press } = aReadingBench({ peek: ask });
    press('enter');
    await after(0);
    press('esc', 'j', 'enter');
    await after(1);
    expect(about).toEqual(['ada', 'bob']);
  });

  test('is nothing new where it looks as before', async () => {
    const { ask } = asked([peeked('one'), peeked('one')]);
    const { store, after, press } = aReadingBench({ peek: ask });
    press('enter');
    await after(0);
    const first = store.data().peek;
    await after(second);
    expect(store.data().peek).toBe(first);
  });

  test('is not asked for a second time before the first one came', async () => {
    let asks = 0;
    let come = (_seen: Peeked): void => undefined;
    const peek = (): Promise<Peeked> => {
      asks += 1;
      return new Promise((resolve) => (come = resolve));
    };
    const { after, press } = aReadingBench({ peek });
    press('enter');
    await after(0);
    await after(60 * second);
    expect(asks).toBe(1);
    come(peeked('one'));
    await after(0);
    await after(second);
    expect(asks).toBe(2);
  });

  test('that cannot be read is shown as it was, and tried again at the next turn', async () => {
    const { ask } = asked([peeked('one'), new Error('no tmux'), peeked('three')]);
    const { store, after, press } = aReadingBench({ peek: ask });
    press('enter');
    await after(0);
    await after(second);
    expect(store.data().peek).toEqual(peeked('one'));
    await after(second);
    expect(store.data().peek).toEqual(peeked('three'));
  });
});

describe('why something is as it is', () => {
  test.each([
    ['a worker', ['enter'], 'ada'],
    ['a task', ['t'], 'cart'],
  ])('is asked every five seconds on the page of %s', async (_what, keys, name) => {
    const { about, ask } = asked([reasons('first'), reasons('second')]);
    const { store, after, press } = aReadingBench({ why: ask });
    await after(0);
    expect(about).toEqual([]);
    press(...keys);
    await after(0);
    expect(store.data().why).toEqual(reasons('first'));
    await after(5 * second - 1);
    expect(about).toEqual([name]);
    await after(1);
    expect(store.data().why).toEqual(reasons('second'));
    expect(about).toEqual([name, name]);
  });

  test('is asked sooner with a new picture, and at most once a second', async () => {
    const { about, ask } = asked([reasons('first')]);
    const { after, press, sees } = aReadingBench({ why: ask });
    press('enter');
    await after(0);
    sees();
    await after(second - 1);
    expect(about).toHaveLength(1);
    await after(1);
    expect(about).toHaveLength(2);
  });
});

test('what can be taken back is read every five seconds where it is listed, and nowhere else', async () => {
  const row = (id: string): Undoable => ({
    id,
    at: noon,
    what: 'cancel cart',
    back: 'it goes on',
    keptUntil: null,
    edit: null,
  });
  const { about, ask } = asked<readonly Undoable[]>([[row('o-1')], [row('o-2')]]);
  const { store, after, press } = aReadingBench({ undoable: () => ask('all') });
  await after(0);
  expect(about).toEqual([]);
  press('U');
  await after(0);
  expect(store.data().undoable).toEqual([row('o-1')]);
  await after(5 * second - 1);
  expect(about).toHaveLength(1);
  await after(1);
  expect(store.data().undoable).toEqual([row('o-2')]);
});

test('what can be undone is read as soon as an undo is typed, too', async () => {
  const { about, ask } = asked([[]]);
  const { store, after, press } = aReadingBench({ undoable: () => ask('all') });
  press(':', ...'undo'.split(''));
  await after(0);
  expect(about).toEqual([]);
  press(' ');
  await after(0);
  expect(store.data().undoable).toEqual([]);
});
