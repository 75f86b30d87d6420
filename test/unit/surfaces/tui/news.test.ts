import { expect, test } from 'vitest';
import { newsFor } from '../../../../src/surfaces/tui/news.ts';
import type { Screen } from '../../../../src/surfaces/tui/terminal.ts';
import { aSnapshot } from '../../../support/a-snapshot.ts';
import { question } from '../../views/worlds.ts';

/** What a window would have heard and had as its title. */
function aWindow() {
  const told: string[] = [];
  const screen: Screen = {
    isTaken: true,
    take: () => undefined,
    giveBack: () => undefined,
    title: (text) => void told.push(text),
    bell: () => void told.push('bell'),
  };
  return { news: newsFor(screen), told: () => told.splice(0) };
}

const asking = (...numbers: readonly number[]) =>
  aSnapshot({ project: 'shop', questions: numbers.map((number) => question(number)) });

test('a question that is new rings, and stands in the title', () => {
  const { news, told } = aWindow();
  news(asking());
  expect(told()).toEqual(['czar shop']);
  news(asking(1));
  expect(told()).toEqual(['bell', 'czar shop: needs you (1)']);
  news(asking(1));
  expect(told()).toEqual([]);
  news(asking(2));
  expect(told()).toEqual(['bell']);
  news(asking());
  expect(told()).toEqual(['czar shop']);
});

test('what waited already when it was opened stands in the title, and does not ring', () => {
  const { news, told } = aWindow();
  news(null);
  expect(told()).toEqual([]);
  news(asking(1, 2));
  expect(told()).toEqual(['czar shop: needs you (2)']);
});
