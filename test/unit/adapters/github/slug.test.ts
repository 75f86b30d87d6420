import { expect, test } from 'vitest';
import { slugOf } from '../../../../src/adapters/github/slug.ts';

test.each([
  ['https://github.com/acme/shop.git', 'github.com acme/shop'],
  ['https://github.com/acme/shop', 'github.com acme/shop'],
  ['https://GitHub.com/acme/shop/', 'github.com acme/shop'],
  ['https://me:secret@github.com/acme/shop.git', 'github.com acme/shop'],
  ['git@github.com:acme/shop.git', 'github.com acme/shop'],
  ['github-work:acme/shop.git', 'github-work acme/shop'],
  ['ssh://git@ssh.github.com:443/acme/shop.git', 'ssh.github.com acme/shop'],
  ['https://git.example.com:8443/acme/my.shop.git', 'git.example.com acme/my.shop'],
  ['/srv/git/acme/shop.git', 'null acme/shop'],
])('%s names %s', (url, says) => {
  const slug = slugOf(url);
  expect(`${slug?.host} ${slug?.owner}/${slug?.name}`).toBe(says);
});

test.each([
  '',
  'shop',
  'https://github.com/shop',
  'https://github.com/acme/..',
  'https://github.com/acme/sh op',
  'https://github.com/acme/shop?x=/y/z%0a',
  'ext::sh -c touch% /tmp/x',
])('%j names no repository', (url) => {
  expect(slugOf(url)).toBeNull();
});
