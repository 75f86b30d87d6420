import fc from 'fast-check';

/** What was seen to break deliveries, beside whatever chance makes. */
const pieces = [
  '\u001b[201~',
  '\u001b[200~',
  '\u001b',
  '\u009b201~',
  '\r\n',
  '\r',
  '\n',
  '\t',
  '\u0000',
  '\u0003',
  '\u0004',
  '\u007f',
  '\u0085',
  '\u2028',
  '\ufeff',
  ';',
  '\\',
  '\\;',
  ' -t ',
  '#{pid}',
  '#(id)',
  '$(id)',
  '`id`',
  '%1',
  'Enter',
  'C-c',
  '/quit',
  '!ls',
  '@file',
  '[czar d-1]',
  '[end d-1]',
  '👩‍👩‍👧',
  'e\u0301',
  '\u202e',
  '\ud83d',
  'x'.repeat(5_000),
];

/** Texts of a few pieces, most of them hostile, from nothing to some ten thousand characters. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })),
    {
      maxLength: 30,
    },
  )
  .map((parts) => parts.join(''));
