import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyReader, type Input } from '../../../../../src/adapters/agents/demo/keys.ts';

function read(...chunks: readonly string[]): readonly Input[] {
  const reader = keyReader();
  return [...chunks.flatMap((chunk) => reader.feed(chunk)), ...reader.flush()];
}

const key = (name: Extract<Input, { type: 'key' }>['key']): Input => ({ type: 'key', key: name });

test('text, keys and pastes come in the order in which they were sent', () => {
  expect(read('ab\u007f\u001b[D\u001b[200~x\r\ny\u001b[201~\r')).toEqual([
    { type: 'text', text: 'ab' },
    key('backspace'),
    key('left'),
    { type: 'paste', text: 'x\r\ny' },
    key('enter'),
  ]);
});

test('an Esc without a rest is the Esc key; unknown sequences are dropped whole', () => {
  expect(read('\u001b')).toEqual([key('escape')]);
  expect(read('a\u001b[15~\u001b[1;5Cb')).toEqual([
    { type: 'text', text: 'a' },
    { type: 'text', text: 'b' },
  ]);
});

test('a paste comes whole, wherever its bytes are torn', () => {
  const hostile = fc.stringMatching(/^(?:[a-z\n\t\r;"\\]|\u001b|\u001b\[200~|\u001b\[20|😀|\u001b\[){0,40}$/);
  fc.assert(
    fc.property(hostile, fc.array(fc.nat(400), { maxLength: 8 }), (text, cuts) => {
      const sent = `\u001b[200~${text}\u001b[201~\r`;
      const places = [0, ...cuts.map((cut) => cut % sent.length).sort((a, b) => a - b), sent.length];
      const chunks = places.slice(1).map((end, index) => sent.slice(places[index], end));
      expect(read(...chunks)).toEqual([{ type: 'paste', text }, key('enter')]);
    }),
  );
});
