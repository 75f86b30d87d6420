import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatLiteral, timeFormatLiteral, tmuxQuote } from '../../../../src/adapters/tmux/quote.ts';

describe('a word for tmux', () => {
  test.each([
    ['plain', '"plain"'],
    ['a "b" \\ $HOME', '"a \\"b\\" \\\\ \\$HOME"'],
    ['~home', '"\\176home"'],
    ['line\nline\ttab\u0085', '"line\\012line\\011tab\\u0085"'],
  ])('says %j as %s', (text, quoted) => {
    expect(tmuxQuote(text)).toBe(quoted);
  });

  test('never holds a control character, which could end the line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(tmuxQuote(text)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe('a text where tmux expands formats', () => {
  test.each([
    ['#(touch x)', '##(touch x)'],
    ['#{pid} ## #', '##{pid} #### ##'],
    ['#[fg=red] ##[x', '#[fg=red] ##[x'],
    ['100%', '100%'],
  ])('says %j as %j', (text, literal) => {
    expect(formatLiteral(text)).toBe(literal);
  });

  test('doubles the percent sign as well where times are expanded', () => {
    expect(timeFormatLiteral('%H #{x}')).toBe('%%H ##{x}');
  });
});
