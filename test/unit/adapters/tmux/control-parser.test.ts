import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { controlParser, type Reply } from '../../../../src/adapters/tmux/control-parser.ts';

function parse(chunks: readonly string[], limitChars = 10_000): readonly (Reply | string)[] {
  const seen: (Reply | string)[] = [];
  const take = controlParser(
    { reply: (reply) => seen.push(reply), notice: (line) => seen.push(line) },
    limitChars,
  );
  for (const chunk of chunks) take(chunk);
  return seen;
}

const output = [
  '%begin 1700000000 260 0',
  '%end 1700000000 260 0',
  '%window-add @0',
  '%begin 1700000001 261 1',
  'first',
  '',
  '%end 1700000001 260 1',
  '%begin 1700000001 262 1',
  '%window-close @9',
  '%end 1700000001 261 1',
  'target pane has exited',
  '%begin 1700000002 263 1',
  'parse error: unknown command: bogus',
  '%error 1700000002 263 1',
  '%exit',
  '',
].join('\n');

const told: readonly (Reply | string)[] = [
  { ok: true, own: false, lines: [] },
  '%window-add @0',
  {
    ok: true,
    own: true,
    lines: ['first', '', '%end 1700000001 260 1', '%begin 1700000001 262 1', '%window-close @9'],
  },
  'target pane has exited',
  { ok: false, own: true, lines: ['parse error: unknown command: bogus'] },
  '%exit',
];

describe('the output of tmux in control mode', () => {
  test('is told apart into replies and notices; only the frame of a reply ends it', () => {
    expect(parse([output])).toEqual(told);
  });

  test('is understood the same wherever it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: output.length }), { maxLength: 12 }), (cuts) => {
        const places = [0, ...[...cuts].sort((a, b) => a - b), output.length];
        const chunks = places.slice(1).map((end, index) => output.slice(places[index], end));
        expect(parse(chunks)).toEqual(told);
      }),
    );
  });

  test('says nothing of a line that has not ended yet', () => {
    expect(parse(['%window-add', ' @0'])).toEqual([]);
  });

  test('is refused when one reply grows without bound', () => {
    expect(() => parse(['%begin 1 2 1\n', 'x'.repeat(60), '\n', 'x'.repeat(60), '\n'], 100)).toThrow(
      /longer than/,
    );
  });
});
