import { describe, expect, test } from 'vitest';
import { painter, type Colour } from '../../../../src/views/paint.ts';
import { dataOf, givenOf, nightWorld, shown } from './worlds.ts';

const size = { columns: 200, rows: 40 };
const patch = ['diff --git a/x b/x', '@@ -1 +1 @@', '-old words', '+new words'];
const output = { command: 'diff cart', lines: patch, exit: 0 };
const data = dataOf(nightWorld(), { output });

const diff = [...':pr show x'.split(''), 'enter'];

const colourful = painter(true);

test.each<readonly [what: string, keys: readonly string[], colour: Colour, text: string]>([
  ['the number of conflicts above every view', [], 'yellow', '2 conflicts'],
  ['the number of conflicts of a worker', [], 'yellow', '1'.padEnd(9)],
  ['the first name of a conflict', ['8'], 'yellow', 'search-index (engineer4)'],
  ['the second name of a conflict', ['8'], 'yellow', 'cart-ui (engineer3)'],
  ['a file of a conflict', ['8'], 'dim', '    src/cart/totals.ts'],
  ['the conflicts among what happened', ['9'], 'yellow', '! 2 conflicts'],
  ['a line that a patch adds', diff, 'green', '+new words'],
  ['a line that a patch takes away', diff, 'red', '-old words'],
  ['the place of a patch', diff, 'cyan', '@@ -1 +1 @@'],
])('%s has its colour', (_what, keys, colour, text) => {
  expect(shown({ ...givenOf(data, size), color: true }, keys)).toContain(colourful(colour, text));
});

describe('without colours', () => {
  test.each([[[]], [['8']], [['9']]])('%j has none', (keys) =>
    expect(shown(givenOf(data, size), keys)).not.toContain('\u001b'),
  );
});
