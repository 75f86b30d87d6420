import { expect, test } from 'vitest';
import { refuseRepository } from '../../../../src/compose/preflight/repository.ts';

const sound = { bare: false, head: 'a'.repeat(40), topLevel: '/shop' };

test('a checkout with a commit and a base is fine', () => {
  expect(refuseRepository(sound, { base: 'main' }, '/shop')).toBe(null);
});

test.each([
  ['bare', { ...sound, bare: true }, 'main', 'bare'],
  ['without files', { ...sound, topLevel: null }, 'main', 'bare'],
  ['without commits', { ...sound, head: null }, 'main', 'no commit'],
  ['detached, with no base', sound, '', 'detached'],
])('a repository that is %s is refused, and told how to mend it', (_what, facts, base, because) => {
  const refusal = refuseRepository(facts, { base }, '/shop');
  expect(refusal?.because).toContain(because);
  expect(refusal?.help).toBeTruthy();
});
