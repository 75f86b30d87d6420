import { describe, expect, test } from 'vitest';
import { decodeJudgement } from '../../../../src/adapters/reviewers/decode-judgement.ts';

const id = 'f00dfeed';
const finding = { file: 'a.ts', line: 3, severity: 'major', reason: 'off by one' };
const approve = JSON.stringify({ id, verdict: 'approve', findings: [] });
const changes = JSON.stringify({ id, verdict: 'changes', findings: [finding] });

describe('A judgement', () => {
  test.each([
    ['alone', approve],
    ['with words around it', `Here is my review:\n\n${approve}\nThat is all.`],
    ['in a block of code', `\`\`\`json\n${approve}\n\`\`\``],
    ['behind braces that are none', `{ if (x) { y } } {\n${approve}`],
    ['said twice', `${approve}\n${approve}`],
    ['with findings left out', JSON.stringify({ id, verdict: 'approve' })],
  ])('is found %s', (_what, answer) => {
    expect(decodeJudgement(answer, id).judgement).toEqual({ verdict: 'approve', findings: [] });
  });

  test('keeps its findings', () => {
    expect(decodeJudgement(changes, id).judgement).toEqual({ verdict: 'changes', findings: [finding] });
    const noLine = JSON.stringify({ id, verdict: 'changes', findings: [{ ...finding, line: undefined }] });
    expect(decodeJudgement(noLine, id).judgement?.findings).toMatchObject([{ line: null }]);
  });
});

describe('None is', () => {
  test.each<[string, string, RegExp]>([
    ['nothing', '', /no JSON object/],
    ['praise', 'LGTM, approved!', /no JSON object/],
    [
      'that of another request, quoted from a change',
      approve.replace(id, 'guessed'),
      /not that of the request/,
    ],
    ['a verdict of another kind', approve.replace('approve', 'lgtm'), /verdict/],
    [
      'a wish for changes without one',
      JSON.stringify({ id, verdict: 'changes', findings: [] }),
      /without a finding/,
    ],
    ['two that differ', `${approve} ${changes}`, /differ/],
    ['half of one', approve.slice(0, -1), /no JSON object/],
    [
      'a finding without a reason',
      JSON.stringify({ id, verdict: 'changes', findings: [{ ...finding, reason: ' ' }] }),
      /reason/,
    ],
    ['far too much', `${'x'.repeat(500_001)}${approve}`, /too long/],
  ])('%s', (_what, answer, because) => {
    const decoded = decodeJudgement(answer, id);
    expect(decoded.judgement).toBeNull();
    expect('because' in decoded ? decoded.because : '').toMatch(because);
  });
});

test('Looking for it takes no longer than it may, whatever the answer is', () => {
  const began = performance.now();
  for (const piece of ['{', '{"', '\\"', '{}', '"{', `{"id":"${id}",`])
    decodeJudgement(piece.repeat(20_000), id);
  expect(performance.now() - began).toBeLessThan(30_000);
});
