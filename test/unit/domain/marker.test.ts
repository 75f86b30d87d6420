import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMarker } from '../../../src/domain/marker.ts';

const complete = { says: 'complete', task: null };
const coAuthor = 'Co-Authored-By: Claude <noreply@example.com>';
const generated = '🤖 Generated with [Claude Code](https://claude.example)';

describe('a message says complete', () => {
  test.each([
    ['when its last line says so', 'feat: x\n\nTASK_COMPLETE'],
    ['when its last line says so, blanks and spaces after it', 'feat: x\n\nTASK_COMPLETE  \n\n\n'],
    ['when its subject is the marker', 'TASK_COMPLETE'],
    ['when its subject ends with it', 'feat: add the cart TASK_COMPLETE'],
    ['with Windows line ends', 'feat: x\r\n\r\nTASK_COMPLETE\r\n'],
    ['above trailers', `feat: x\n\nTASK_COMPLETE\n\n${coAuthor}\nSigned-off-by: A <a@b>`],
    ['right above trailers', `feat: x\n\nbody\nTASK_COMPLETE\n${coAuthor}`],
    ['above a folded trailer', 'feat: x\n\nTASK_COMPLETE\n\nReviewed-by: somebody\n with a long name'],
    ['above generated-by lines', `feat: x\n\nTASK_COMPLETE\n\n${generated}\n\n${coAuthor}\n`],
    ['above a cherry-pick line', 'feat: x\n\nTASK_COMPLETE\n(cherry picked from commit 0123456789)'],
    ['in the subject, with trailers below', `feat: x TASK_COMPLETE\n\n${coAuthor}`],
    ['when it is a merge with a message of its own', "Merge branch 'main' into feat/x\n\nTASK_COMPLETE"],
  ])('%s', (_when, message) => {
    expect(readMarker(message)).toEqual(complete);
  });

  test('for the task that it names, in a line, at the subject end, or in a trailer', () => {
    const named = { says: 'complete', task: 'cart-totals' };
    expect(readMarker('feat: x\n\nTASK_COMPLETE cart-totals')).toEqual(named);
    expect(readMarker('feat: x TASK_COMPLETE cart-totals')).toEqual(named);
    expect(readMarker('feat: x\n\nTask-Complete: cart-totals')).toEqual(named);
    expect(readMarker(`feat: x\n\nbody\n\nTask-Complete: cart-totals\n${coAuthor}\n`)).toEqual(named);
  });
});

describe('a message says nothing', () => {
  test.each([
    ['when the marker is not the last line', 'feat: x\n\nTASK_COMPLETE\n\nand one more thing'],
    ['when the marker stands within a line of the body', 'feat: x\n\nthis is not TASK_COMPLETE'],
    ['when the subject has the marker and a body follows', 'feat: x TASK_COMPLETE\n\nmore text'],
    ['when the marker is indented, as in a quote', 'feat: x\n\n  TASK_COMPLETE'],
    ['when it is part of a word', 'feat: NOT_A_TASK_COMPLETE'],
    ['when it is part of a branch name', 'Merge pull request #3 from me/TASK_COMPLETE'],
    ['when it has more words', 'feat: x\n\nTASK_COMPLETE a b'],
    ['when it is lower case', 'feat: x\n\ntask_complete'],
    ['when it reverts', 'Revert "feat: x"\n\nThis reverts commit 0123456789.\n\nTASK_COMPLETE'],
    ['when it reverts a marked subject', 'Revert "feat: x TASK_COMPLETE"\n\nThis reverts commit 0123456789.'],
    ['when it reverts under its own subject', 'undo x\n\nThis reverts commit 0123456789.\n\nTASK_COMPLETE'],
    ['when it is empty', ''],
    ['when it is blank', '\n \n'],
    ['when a question is missing', 'wip\n\nTASK_BLOCKED:'],
    ['when the trailer names no valid task', 'x\n\nTask-Complete: a b'],
  ])('%s', (_when, message) => {
    expect(readMarker(message)).toBeNull();
  });
});

describe('a message asks', () => {
  test.each([
    ['in its last line', 'wip\n\nTASK_BLOCKED: which currency?', 'which currency?'],
    ['at its subject end', 'wip TASK_BLOCKED: which currency?', 'which currency?'],
    ['above trailers', `wip\n\nTASK_BLOCKED: which currency?\n\n${coAuthor}`, 'which currency?'],
    ['over several lines', 'wip\n\nTASK_BLOCKED: which currency,\nand why?', 'which currency, and why?'],
  ])('%s', (_where, message, question) => {
    expect(readMarker(message)).toEqual({ says: 'blocked', question });
  });

  test('even when a trailer says complete', () => {
    expect(readMarker('wip\n\nTASK_BLOCKED: why?\n\nTask-Complete: x')).toEqual({
      says: 'blocked',
      question: 'why?',
    });
  });
});

const text = fc
  .array(fc.stringMatching(/^[a-z (),.]{1,30}$/), { minLength: 1, maxLength: 5 })
  .map((lines) => lines.join('\n'));
const tail = fc
  .array(fc.constantFrom('', coAuthor, generated, 'Signed-off-by: A <a@b>', 'Ref: #1\n folded'), {
    maxLength: 6,
  })
  .map((lines) => lines.join('\n'));

test('a marker after any text and before any tail is found', () => {
  fc.assert(
    fc.property(text, tail, (body, end) => {
      expect(readMarker(`subject\n\n${body}\n\nTASK_COMPLETE\n${end}`)).toEqual(complete);
    }),
  );
});

test('text without a marker never says anything, whatever its tail', () => {
  fc.assert(
    fc.property(text, tail, (body, end) => {
      expect(readMarker(`${body}\n${end}`)).toBeNull();
    }),
  );
});

test('any message is read, and in little time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (message) => {
      const marker = readMarker(message);
      expect(marker === null || marker.says === 'complete' || marker.question.length > 0).toBe(true);
    }),
  );
  const startedMs = performance.now();
  readMarker(`x\n${' '.repeat(100_000)}\n${'A-'.repeat(50_000)}\n${'\n x'.repeat(20_000)}`);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});
