import { expect, test } from 'vitest';
import { chooseForge } from '../../../src/compose/forge.ts';
import type { Policy } from '../../../src/domain/policy.ts';
import { aPolicy } from '../../support/policy.ts';

function choice(forge: Policy['forge'], origin: string | null, baseUrl: string | null = null): string {
  const remotes = origin === null ? [] : [{ name: 'origin', url: origin }];
  const policy = aPolicy({ forge, github: { tokenCommand: 'false', baseUrl, app: null, webhook: null } });
  const chosen = chooseForge({ policy, repository: { remotes } });
  return chosen.kind === 'github' ? `${chosen.slug.owner}/${chosen.slug.name}` : chosen.kind;
}

const own = 'https://git.example.com/api/v3';

test.each([
  ['local', 'git@github.com:acme/shop.git', null, 'local'],
  ['github', 'git@github.com:acme/shop.git', null, 'acme/shop'],
  ['github', 'github-work:acme/shop.git', null, 'acme/shop'],
  ['github', 'https://git.example.com/acme/shop', own, 'acme/shop'],
  ['github', 'https://gitlab.com/acme/shop', null, 'refused'],
  ['github', '/srv/acme/shop.git', null, 'refused'],
  ['github', null, null, 'refused'],
  ['auto', 'https://github.com/acme/shop', null, 'acme/shop'],
  ['auto', 'https://gitlab.com/acme/shop', null, 'local'],
  ['auto', null, null, 'local'],
] as const)('with "%s" and origin %s (server %s): %s', (forge, origin, baseUrl, wanted) => {
  expect(choice(forge, origin, baseUrl)).toBe(wanted);
});

test('a config that names another server than the one that is pushed to gets no token sent there', () => {
  expect(choice('github', 'https://github.com/acme/shop', 'https://evil.example/api/v3')).toBe('refused');
  expect(choice('auto', 'https://github.com/acme/shop', 'https://evil.example/api/v3')).toBe('local');
  expect(choice('github', '/srv/acme/shop.git', 'https://evil.example/api/v3')).toBe('refused');
});
