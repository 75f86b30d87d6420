import { Fault } from '../../../../src/domain/fault.ts';
import type { Fetched, PushBranch, Pushed } from '../../../../src/ports/remote.ts';
import type { Merges } from '../../../../src/ports/repository.ts';
import type { Leash } from '../../../../src/ports/tether.ts';
import type { Judging } from './merges.ts';
import { fullRef } from './objects.ts';
import type { Remote } from './remote.ts';

type RemoteParts = Pick<Merges, 'remote' | 'push' | 'dropRemote' | 'remoteTips' | 'fetchBase' | 'publish'>;

/** How the way there is: of a hundred calls so many are lost before it, and as many after it did what was asked. */
export interface RemoteAccess {
  readonly remote: Remote;
  readonly lost: number;
}

const PUSH_MS = 3_000;

/** Where the remote's tips are kept after a fetch. */
export function trackingRef(branch: string): string {
  return `refs/remotes/origin/${branch}`;
}

/** What git does with a remote: each push has a lease on what was seen there a moment before. */
export function remoteMerges(judging: Judging, { remote, lost }: RemoteAccess): RemoteParts {
  const { store, life, computer, random } = judging;
  const { objects } = store;
  // Each has its lease, so two of them may be on their way at the same time.
  const run = <T>(leash: Leash, branch: string, act: () => T): Promise<T> =>
    computer.run(life, {
      leash,
      on: null,
      ms: random.int(0, PUSH_MS),
      act: () => {
        if (random.chance(lost / 100)) throw unreachable(branch);
        const answer = act();
        if (random.chance(lost / 100)) throw unreachable(branch);
        return answer;
      },
    });
  const push = ({ branch, to, ours, keeps }: PushBranch): Pushed => {
    const there = remote.tips.get(branch) ?? null;
    if (there === to) return { pushed: true };
    const mayMove = there === null || (keeps ? objects.isAncestor(there, to) : ours.includes(there));
    if (!mayMove) return foreign(branch, there);
    if (remote.isProtected(branch))
      return { pushed: false, by: 'protection', because: 'GH006: protected branch', help: 'let it push' };
    remote.put(branch, to, 'czar');
    return { pushed: true };
  };
  const fetched = (base: string): Fetched => {
    const tip = remote.tips.get(base);
    if (random.chance(lost / 100)) return { fetched: false, because: 'the remote end hung up' };
    if (tip === undefined) return { fetched: false, because: `origin has no ${base}` };
    objects.move(trackingRef(base), tip);
    return { fetched: true, tip };
  };
  return {
    remote: 'origin',
    push: (request, leash) => run(leash, request.branch, () => push(request)),
    dropRemote: ({ branch, ours, into }, leash) =>
      run(leash, branch, (): Pushed => {
        const there = remote.tips.get(branch) ?? null;
        if (there === null) return { pushed: true };
        if (!ours.includes(there)) return foreign(branch, there);
        if (!objects.isAncestor(there, into))
          return { pushed: false, because: `${there} is not merged`, help: `git log ${there}` };
        remote.put(branch, null, 'czar');
        return { pushed: true };
      }),
    remoteTips: (branches) =>
      life.ask(() => new Map([...remote.tips].filter(([branch]) => branches.includes(branch)))),
    fetchBase: (base, leash) =>
      computer.run(life, { leash, on: null, ms: random.int(0, PUSH_MS), act: () => fetched(base) }),
    publish: ({ base, from, to }, leash) =>
      run(leash, base, () => {
        const there = remote.tips.get(base);
        if (there !== from && there !== to)
          return { published: false, moved: true, because: `${base} is not at ${from}`, help: 'git log' };
        remote.put(base, to, 'czar');
        objects.move(trackingRef(base), to);
        return { published: true, where: `origin/${base}` };
      }),
  };
}

/** What Czar sees of the base: what the remote had when it was fetched last. */
export function baseRef(remote: Remote | undefined, base: string): string {
  return remote === undefined ? fullRef(base) : trackingRef(base);
}

function foreign(branch: string, there: string): Pushed {
  return { pushed: false, by: 'others', because: `origin has ${branch} at ${there}`, help: 'look' };
}

function unreachable(on: string): Fault {
  const because = 'the remote end hung up unexpectedly';
  return new Fault({ code: 'git-failed', what: 'push', on, because, transient: true });
}
