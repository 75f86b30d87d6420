import { readDelivered } from '../../../src/adapters/agents/demo/delivered.ts';
import type { SimulatedWorld } from '../world.ts';

/** What is the same however often the supervisor died: no hashes, no numbers, no times. */
export interface FinalWorld {
  readonly integration: readonly string[];
  readonly base: readonly string[];
  /** Every commit on the first-parent path of the integration branch, by its first line. */
  readonly merged: readonly string[];
  readonly refs: readonly string[];
  readonly remote: readonly string[];
  readonly worktrees: readonly string[];
  readonly sessions: readonly string[];
  readonly pullRequests: readonly string[];
  readonly tasks: readonly string[];
  readonly texts: readonly string[];
  readonly queue: readonly string[];
  readonly open: readonly string[];
}

export function finalWorld(world: SimulatedWorld): FinalWorld {
  const { store, policy, site, server, invariants, folder, submitted } = world;
  const { objects } = store;
  const { ledger } = invariants;
  const { remote = null } = world.atGitHub ?? {};
  const filesAt = (sha: string | undefined): readonly string[] => {
    return sha === undefined ? [] : [...objects.get(sha).tree].map(fileLine).toSorted();
  };
  const integration = `refs/heads/${policy.git.integration}`;
  const tip = objects.refs.get(integration);
  const isIn = (sha: string | null): boolean =>
    sha !== null && tip !== undefined && objects.isAncestor(sha, tip);
  return {
    integration: filesAt(tip),
    base: filesAt(remote?.tips.get(policy.base) ?? objects.refs.get(`refs/heads/${policy.base}`)),
    merged:
      tip === undefined
        ? []
        : objects.log(null, tip).map(({ message }) => withoutNumbers(message.split('\n')[0] ?? '')),
    refs: unique(
      [...objects.refs]
        .filter(([ref]) => !ref.startsWith('refs/remotes/'))
        .map(([ref, sha]) => refLine(ref, objects.get(sha).tree)),
    ),
    remote: [...(remote?.tips.keys() ?? [])].toSorted(),
    worktrees: [...store.checkouts.values()].map((checkout) => {
      const lies = checkout.halfMade ? ' half-made' : '';
      return `${checkout.path} on ${checkout.branch ?? 'no branch'}${lies}, not committed: ${store.dirty(checkout).map(withoutNumbers).join(' ')}`;
    }),
    sessions: [...server.alive()].toSorted(),
    pullRequests: [...site.pullRequests.values()]
      .map(
        ({ task, state, draft, mergedSha, reviews }) =>
          `${task ?? 'omnibus'} ${state}${draft ? ' draft' : ''}${mergedSha === null ? '' : ` merged ${isIn(mergedSha) || task === null ? 'for good' : 'elsewhere'}`}: ${reviews.map(({ verdict }) => verdict).join(' ')}`,
      )
      .toSorted(),
    tasks: [...ledger.tasks.values()]
      .map(
        ({ id, stage, attempt, reviewRounds = 0 }) =>
          `${id} ${stage}, attempt ${attempt?.number ?? 0}, ${reviewRounds} reviews`,
      )
      .toSorted(),
    texts: submitted.map(({ worker, text }) => `${worker}: ${textLine(text)}`).toSorted(),
    queue: [...folder.entries.values()].map(({ id, status }) => `${id} ${status}`),
    open: [
      ...[...ledger.open.values()].map(({ action }) => action.kind),
      ...[...ledger.questions.values()].map(({ text }) => text),
    ],
  };
}

/** What was saved twice is there all the same: by what is in it. */
function refLine(ref: string, tree: ReadonlyMap<string, string>): string {
  const [, saved] = /^(.*\/saved\/.*)\/\d+$/.exec(ref) ?? [];
  return saved === undefined ? ref : `${saved}: ${[...tree].map(fileLine).toSorted().join(', ')}`;
}

function unique(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)].toSorted();
}

/** Agents count what they write. */
function withoutNumbers(text: string): string {
  return text.replace(/\(#\d+\)/, '(#)').replace(/(scratch\/[\w]+)-\d+/, '$1-#');
}

function fileLine([path, content]: readonly [string, string]): string {
  return `${withoutNumbers(path)}: ${content.replace(/ \d+$/gm, ' #').trim()}`;
}

function textLine(text: string): string {
  const { kind, task } = readDelivered(text);
  return `${kind} ${task ?? ''}`;
}
