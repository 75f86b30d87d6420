import fc from 'fast-check';

/** A text as a save cut short, a slip of the hand or a bad merge may leave it. */
export function mutationsOf(text: string): fc.Arbitrary<string> {
  const at = fc.nat(text.length);
  const piece = fc.oneof(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '\0',
      '\n',
      '//',
      '/*',
      'null',
      '1e999',
      '"__proto__": {',
      '<<<<<<<',
    ),
    fc.string({ maxLength: 5 }),
  );
  return fc.oneof(
    at.map((end) => text.slice(0, end)),
    fc
      .tuple(at, at, piece)
      .map(([a, b, insert]) => text.slice(0, Math.min(a, b)) + insert + text.slice(Math.max(a, b))),
    fc.tuple(at, piece).map(([start, insert]) => text.slice(0, start) + insert + text.slice(start)),
    fc
      .tuple(at, piece)
      .map(([start, insert]) => text.slice(0, start) + insert + text.slice(start + insert.length)),
  );
}
