import { describe, expect, test } from 'vitest';
import { leastAnswers, wrongAnswer, wrongRequest } from '../github/description.ts';

const answers = leastAnswers();
/** Answers of which the description says what has to be in them. That of who one is has two shapes. */
const whole = answers.filter(
  ({ operation, status }) => (status === 200 || status === 201) && operation !== 'GET /user',
);

/** The same without one key; of a list, without it in its first entry. */
function without(body: unknown, key: string): unknown {
  if (Array.isArray(body)) return body.map((one) => without(one, key));
  return Object.fromEntries(Object.entries(body ?? {}).filter(([name]) => name !== key));
}

function keysOf(body: unknown): readonly string[] {
  return Array.isArray(body) ? body.flatMap(keysOf) : Object.keys(body ?? {});
}

describe("GitHub's own description, as the double is held to it,", () => {
  test('knows answers of every call that is spoken', () => {
    expect(whole.length).toBeGreaterThanOrEqual(18);
  });

  test.each(answers)('lets the least answer $status of $operation through', ({ operation, status, body }) => {
    expect(wrongAnswer(operation, status, body)).toBeNull();
  });

  test.each(whole)(
    'notices each thing that the $status of $operation lacks',
    ({ operation, status, body }) => {
      const unnoticed = keysOf(body).filter(
        (key) => wrongAnswer(operation, status, without(body, key)) === null,
      );
      expect(unnoticed).toEqual([]);
    },
  );

  test('notices a status that is none of GitHub, and what cannot be asked', () => {
    expect(wrongAnswer('GET /repos/{owner}/{repo}/pulls', 299, [])).toContain('answers no 299');
    expect(wrongRequest('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', { sha: 7 })).not.toBeNull();
    expect(() => wrongRequest('GET /nowhere', {})).toThrow('is not described');
  });
});
