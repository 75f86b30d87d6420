import { expect, test } from 'vitest';
import { linesOf } from '../../../../src/compose/sessions/peek.ts';

test.each([
  ['plain lines', 'one\r\ntwo', ['one', 'two']],
  ['colours', '\u001b[31mred\u001b[0m', ['red']],
  ['a line that was painted over', '1 of 3\r2 of 3\r3 of 3\r\n', ['3 of 3', '']],
  ['a title', '\u001b]0;title\u0007shown', ['shown']],
])('of %s the text is left', (_what, output, lines) => {
  expect(linesOf(output)).toEqual(lines);
});
