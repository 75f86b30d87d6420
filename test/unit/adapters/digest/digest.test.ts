import { expect, test } from 'vitest';
import { digest } from '../../../../src/adapters/digest/digest.ts';

test('a text is named by the SHA-256 of its bytes', () => {
  expect(digest.sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(digest.sha256('für')).not.toBe(digest.sha256('fur'));
});
