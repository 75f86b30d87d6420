import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { openApi, type Api } from '../adapters/github/api.ts';
import { gitHubForge } from '../adapters/github/forge.ts';
import { type Slug, slugOf } from '../adapters/github/slug.ts';
import { openTokens, type Tokens } from '../adapters/github/token.ts';
import { localForge } from '../adapters/local-forge/forge.ts';
import { Fault } from '../domain/fault.ts';
import type { Policy } from '../domain/policy.ts';
import type { Clock } from '../ports/clock.ts';
import type { Forge } from '../ports/forge.ts';
import type { OpenedProject } from './human-files.ts';
import type { Refusal } from './refusal.ts';
import { definedEnv } from './surroundings.ts';

/** Where the pull requests of a project live. Errors: Fault `bad-input` when its config asks for what its remote does not give. */
export async function openForge(
  opened: OpenedProject,
  clock: Clock,
): Promise<{ readonly forge: Forge; readonly spareForge: Forge | null }> {
  const { place, policy } = opened;
  const choice = chooseForge(opened);
  if (choice.kind === 'refused') throw new Fault({ code: 'bad-input', ...choice.refusal });
  // Those in status/ are made from the snapshot, like everything there.
  const local = localForge({ dir: join(place.journalDir, 'forge'), clock });
  if (choice.kind === 'local') return { forge: local, spareForge: null };
  const { owner, name } = choice.slug;
  const { projectId } = place;
  const forge = gitHubForge({ api: await apiOf(opened, clock), clock, owner, name, projectId });
  return { forge, spareForge: policy.forge === 'auto' ? local : null };
}

type Choice =
  | { readonly kind: 'local' }
  | { readonly kind: 'github'; readonly slug: Slug }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

interface Given {
  readonly policy: Policy;
  readonly repository: Pick<OpenedProject['repository'], 'remotes'>;
}

/** By the config, and where that leaves it open, by where `origin` is. */
export function chooseForge({ policy, repository }: Given): Choice {
  if (policy.forge === 'local') return { kind: 'local' };
  const url = repository.remotes.find(({ name }) => name === 'origin')?.url ?? null;
  const slug = url === null ? null : slugOf(url);
  if (slug !== null && isThere(slug, policy.github.baseUrl)) return { kind: 'github', slug };
  if (policy.forge === 'auto') return { kind: 'local' };
  return { kind: 'refused', refusal: notThere(url, policy) };
}

/**
 * Whether the server that is asked is the one that is pushed to: a config that came with a repository sends no token elsewhere. A
 * name without a dot is the user's own for ssh.
 */
function isThere({ host }: Slug, baseUrl: string | null): boolean {
  if (baseUrl === null) {
    return (
      host !== null &&
      (['github.com', 'ssh.github.com', 'www.github.com'].includes(host) || !host.includes('.'))
    );
  }
  const { hostname } = new URL(baseUrl);
  return hostname === host || (host === null && hostname === '127.0.0.1');
}

function notThere(url: string | null, { github }: Policy): Refusal {
  const server = github.baseUrl ?? 'github.com';
  return {
    what: 'use GitHub',
    on: url ?? 'origin',
    because: url === null ? 'there is no remote "origin"' : `it names no repository of ${server}`,
    help: 'git remote set-url origin <address at GitHub>, or set "forge": "local", or "github.baseUrl" of your server',
  };
}

/** The packages are large: they are loaded where there is such an App. */
function lazyTokens(open: () => Promise<Tokens>): Tokens {
  let opened: Promise<Tokens> | null = null;
  const tokens = (): Promise<Tokens> => (opened ??= open());
  return {
    current: async () => (await tokens()).current(),
    instead: async (refused) => (await tokens()).instead(refused),
  };
}

async function keyIn(root: string, file: string): Promise<string> {
  const path = isAbsolute(file) ? file : join(root, file);
  return readFile(path, 'utf8').catch((error: unknown) => {
    const because = `its private key cannot be read (${path})`;
    throw new Fault({ code: 'forge-failed', what: 'speak to GitHub', on: 'github.app', because }, error);
  });
}

/** After so long nobody knows what became of a request. */
const TIMEOUT_MS = 30_000;

export function apiOf(opened: OpenedProject, clock: Clock): Promise<Api> {
  const { baseUrl } = opened.policy.github;
  return openApi({ tokens: tokensOf(opened), baseUrl, timeoutMs: TIMEOUT_MS, clock });
}

/** A variable goes before an App, and an App before a command. */
export function tokensOf({ place, policy }: OpenedProject): Tokens {
  const { tokenCommand, app = null, baseUrl } = policy.github;
  if (app !== null && (definedEnv(place.around.env)['GITHUB_TOKEN'] ?? '') === '')
    return lazyTokens(async () => {
      const { openAppTokens } = await import('../adapters/github/app-token.ts');
      const key = () => keyIn(place.root, app.keyFile);
      return openAppTokens({ ...app, key, baseUrl, now: () => Date.now(), timeoutMs: TIMEOUT_MS });
    });
  return openTokens({ env: definedEnv(place.around.env), command: tokenCommand, cwd: place.root });
}
