import { expect, test } from 'vitest';
import { paintingOn } from '../../../../src/surfaces/tui/painting.ts';

/** A terminal that keeps what is written to it. */
function aTerminal(columns: number, rows: number) {
  const written: string[] = [];
  const stream = new Proxy(process.stdout, {
    get: (target, name): unknown => {
      if (name === 'columns') return columns;
      if (name === 'rows') return rows;
      if (name === 'write') return (text: string) => written.push(text) > 0;
      return Reflect.get(target, name);
    },
  });
  return { stream, taken: () => written.splice(0).join('') };
}

const bare = (text: string): string => text.replaceAll(/\u001b\[\?2026[hl]/g, '');

test('only lines that changed are written, each at its place', () => {
  const { stream, taken } = aTerminal(10, 5);
  const painting = paintingOn(stream);
  painting.paint('one\ntwo\nthree');
  expect(bare(taken())).toBe(
    '\u001b[0m\u001b[1;1Hone\u001b[0m\u001b[K\u001b[2;1Htwo\u001b[0m\u001b[K\u001b[3;1Hthree\u001b[0m\u001b[K' +
      '\u001b[4;1H\u001b[J',
  );
  painting.paint('one\n2\nthree');
  expect(bare(taken())).toBe('\u001b[2;1H2\u001b[0m\u001b[K');
  painting.paint('one\n2\nthree');
  expect(taken()).toBe('');
});

test('what a shorter frame leaves below is taken away', () => {
  const { stream, taken } = aTerminal(10, 5);
  const painting = paintingOn(stream);
  painting.paint('one\ntwo');
  taken();
  painting.paint('one');
  expect(bare(taken())).toBe('\u001b[2;1H\u001b[J');
});

test('nothing is erased behind a line that fills the row, and nothing is written below the last row', () => {
  const { stream, taken } = aTerminal(4, 2);
  const painting = paintingOn(stream);
  painting.paint('買買\nfour\nfive');
  expect(bare(taken())).toBe('\u001b[0m\u001b[1;1H買買\u001b[0m\u001b[2;1Hfour\u001b[0m');
});

test('colours are no cells', () => {
  const { stream, taken } = aTerminal(4, 1);
  const painting = paintingOn(stream);
  painting.paint('\u001b[31mfour\u001b[39m');
  expect(taken()).not.toContain('\u001b[K');
  painting.paint('\u001b[31m…ur\u001b[39m');
  expect(taken()).toContain('\u001b[K');
});

test('after something else was shown all of it is painted over, with no empty screen in between', () => {
  const { stream, taken } = aTerminal(10, 5);
  const painting = paintingOn(stream);
  painting.paint('one');
  taken();
  painting.forget();
  painting.paint('one');
  expect(bare(taken())).toBe('\u001b[0m\u001b[1;1Hone\u001b[0m\u001b[K\u001b[2;1H\u001b[J');
});
