import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutToRows, repaint, type Painted } from '../../../src/views/repaint.ts';

/** A terminal that knows what is used here: line ends, the carriage return, cursor up, home, and clearing. */
function aTerminal() {
  let screen: string[] = [''];
  let [row, column] = [0, 0];
  const put = (text: string): void => {
    const line = screen[row] ?? '';
    screen[row] = line.slice(0, column).padEnd(column) + text + line.slice(column + text.length);
    column += text.length;
  };
  const obey = (command: string, count: number): void => {
    if (command === 'A') row = Math.max(0, row - count);
    if (command === 'H') [row, column] = [0, 0];
    if (command === '2J') screen = screen.map(() => '');
    if (command === 'J') screen = [...screen.slice(0, row), (screen[row] ?? '').slice(0, column)];
    if (command === '2K') screen[row] = '';
  };
  const step = (part: string): void => {
    const [, count, letter] = /^\u001b\[(\d*)([A-Z])$/.exec(part) ?? [];
    if (part === '\n') {
      [row, column] = [row + 1, 0];
      screen[row] ??= '';
    } else if (part === '\r') column = 0;
    else if (letter === undefined) put(part.startsWith('\u001b[?') ? '' : part);
    else obey(letter === 'J' || letter === 'K' ? `${count}${letter}` : letter, Number(count));
  };
  return {
    write(text: string) {
      for (const [part] of text.matchAll(/\u001b\[\??\d*[A-Za-z]|\n|\r|[^\u001b\n\r]+/g)) step(part);
    },
    shown: () => screen.slice(0, row),
    cursor: () => ({ row, column }),
  };
}

const lines = fc.array(fc.constantFrom('', 'a', 'a longer line', 'worker1  working', 'x'.repeat(80)), {
  maxLength: 12,
});

describe('repainting', () => {
  test('leaves exactly the newest page on the screen, with the cursor below it', () => {
    fc.assert(
      fc.property(fc.array(lines, { minLength: 1, maxLength: 8 }), (pages) => {
        const terminal = aTerminal();
        let before: Painted | null = null;
        for (const page of pages) {
          const after: Painted = { lines: page, columns: 80, rows: 24 };
          terminal.write(repaint(before, after));
          before = after;
          expect(terminal.shown()).toEqual(page);
          expect(terminal.cursor()).toEqual({ row: page.length, column: 0 });
        }
      }),
    );
  });

  test('writes nothing when nothing changed, and one line when one did', () => {
    const before = { lines: ['first', 'second', 'third'], columns: 80, rows: 24 };
    expect(repaint(before, { ...before })).toBe('');
    const change = repaint(before, { ...before, lines: ['first', 'other', 'third'] });
    expect(change).toContain('other');
    expect(change).not.toMatch(/first|third|\u001b\[2J/);
  });

  test('begins anew when the terminal has another size', () => {
    const before = { lines: ['first'], columns: 80, rows: 24 };
    expect(repaint(before, { ...before, columns: 100 })).toBe('\u001b[H\u001b[2Jfirst\n');
  });
});

describe('a page that is longer than the terminal', () => {
  test('says how much of it is missing, and leaves a row for the cursor', () => {
    const page = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    const cut = cutToRows(page, 10);
    expect(cut).toHaveLength(9);
    expect(cut.at(-1)).toBe('… 22 more lines: czar status');
    expect(cutToRows(page, 31)).toEqual(page);
  });
});
