import { expect, test } from 'vitest';
import { coloursOf } from '../../../src/compose/colours.ts';
import { painter, type Colour } from '../../../src/views/paint.ts';

const hues = ['red', 'green', 'yellow', 'cyan'] as const satisfies readonly Colour[];

/** Of the colour cube of 256 colours: red, green and blue from 0 to 255. */
function cube(index: number): readonly number[] {
  const steps = [0, 95, 135, 175, 215, 255];
  const at = index - 16;
  return [Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map((step) => steps[step] ?? 0);
}

/** By WCAG, against white. */
function contrast(rgb: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((one) => {
    const part = one / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

test('on a light background every colour can be read', () => {
  for (const hue of hues) {
    const index = Number(/38;5;(\d+)m/.exec(painter('light')(hue, 'x'))?.[1]);
    expect([hue, contrast(cube(index)) > 4.5]).toEqual([hue, true]);
  }
});

test('elsewhere the colours are those of the terminal, and none of its bright ones', () => {
  for (const hue of hues) expect(painter(true)(hue, 'x')).toMatch(/^\u001b\[3[1-6]mx\u001b\[39m$/u);
  expect(painter(false)('red', 'x')).toBe('x');
});

test.each([
  [{}, true],
  [{ NO_COLOR: '1', COLORFGBG: '0;15', TERM: 'xterm-256color' }, false],
  [{ TERM: 'dumb' }, false],
  [{ COLORFGBG: '0;15', TERM: 'xterm-256color' }, 'light'],
  [{ COLORFGBG: '0;default;7', TERM: 'rxvt', COLORTERM: 'truecolor' }, 'light'],
  [{ COLORFGBG: '0;15', TERM: 'vt100' }, true],
  [{ COLORFGBG: '15;0', TERM: 'xterm-256color' }, true],
])('with %j colours are %j', (env, colours) => {
  expect(coloursOf(env)).toBe(colours);
});
