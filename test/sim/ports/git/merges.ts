import { Fault } from '../../../../src/domain/fault.ts';
import { gateRef, type Sha } from '../../../../src/domain/names.ts';
import type { CheckResult } from '../../../../src/domain/pull-request.ts';
import type { ComputeMerge, MergeResult, Merges, TestMerge } from '../../../../src/ports/repository.ts';
import type { Leash } from '../../../../src/ports/tether.ts';
import type { Life } from '../../life.ts';
import type { Random } from '../../random.ts';
import type { Computer } from '../machine.ts';
import { type RemoteAccess, remoteMerges } from './remote-merges.ts';
import { differing, fullRef, mergeTrees, type Tree } from './objects.ts';
import { type GitStore, refused } from './store.ts';

/** What a check's command says to a tree: the lines of its failure, or null. */
export type RunCheck = (command: string, tree: Tree) => string | null;

export interface Judging {
  readonly store: GitStore;
  readonly life: Life;
  readonly computer: Computer;
  readonly random: Random;
  readonly runCheck: RunCheck;
  /** How long a check takes at most, in milliseconds; not there: 20 s. */
  readonly mostMs?: number;
  /** Not there: there is no remote. */
  readonly access?: RemoteAccess;
}

/** Merging and testing in the simulated repository. */
export function openMerges(judging: Judging): Merges {
  const { store, life, computer, random } = judging;
  const { objects } = store;
  const run = <T>({ leash, on, mostMs = 5 }: Held, act: () => T): Promise<T> =>
    computer.run(life, { leash, on, ms: random.int(0, mostMs), act });
  return {
    compute: (request, leash) =>
      run({ leash, on: `gate ${request.keepAs}`, mostMs: 50 }, () => compute(store, request)),
    revert: (request, leash) =>
      run({ leash, on: `gate ${request.keepAs}`, mostMs: 50 }, () => revert(store, request)),
    test: (request) => test(judging, request),
    run: () => Promise.reject(refused('run', 'a program', 'there is none here')),
    advance: (branch, { from, to }, leash) =>
      run({ leash, on: fullRef(branch) }, () => {
        const ref = fullRef(branch);
        const now = objects.refs.get(ref) ?? null;
        if (now === to) return 'already';
        if ([...store.checkouts.values()].some((checkout) => checkout.branch === branch))
          throw refused('move a branch', branch, 'it is checked out');
        if (now !== from) return 'moved-elsewhere';
        objects.move(ref, to);
        letGo(store, to);
        return 'advanced';
      }),
    dropKept: ({ names, head, into }, leash) =>
      run({ leash, on: null }, () => {
        for (const ref of names.map((name) => gateRef(store.projectId, name))) {
          const commit = objects.refs.get(ref);
          if (commit === undefined) continue;
          const isHeld = (sha: Sha): boolean =>
            objects.isAncestor(sha, head) || objects.isAncestor(sha, into);
          if (isHeld(commit) || objects.get(commit).parents.every(isHeld)) objects.drop(ref);
        }
      }),
    publish: ({ base, from, to }, leash) =>
      run({ leash, on: fullRef(base), mostMs: PUSH_MS }, () => {
        if (!objects.isAncestor(from, to)) throw refused('publish', base, 'it does not descend from it');
        const now = objects.refs.get(fullRef(base));
        if (now === to) return { published: true, where: base };
        if (now !== from)
          return { published: false, moved: true, because: `${base} is not at ${from}`, help: 'git log' };
        objects.move(fullRef(base), to);
        return { published: true, where: base };
      }),
    remoteTips: () => Promise.resolve(new Map()),
    push: () => Promise.reject(refused('push', 'a branch', 'there is no remote')),
    dropRemote: () => Promise.resolve({ pushed: true }),
    remote: null,
    fetchBase: () => Promise.resolve({ fetched: false, because: 'there is no remote' }),
    seal: ({ base, tip, message }, leash) =>
      run({ leash, on: null }, () => {
        const { tree } = objects.get(tip);
        return objects.commit({ parents: [base, tip], tree, message, at: store.now() });
      }),
    ...(judging.access === undefined ? {} : remoteMerges(judging, judging.access)),
  };
}

/** What was kept until it is merged is kept by the branch then. */
function letGo({ objects, projectId }: GitStore, into: Sha): void {
  const kept = [...objects.refs].filter(([ref]) => ref.startsWith(gateRef(projectId, '')));
  for (const [ref, sha] of kept) if (objects.isAncestor(sha, into)) objects.drop(ref);
}

/** A remote far away. */
const PUSH_MS = 20_000;

interface Held {
  readonly leash: Leash;
  readonly on: string | null;
  readonly mostMs?: number;
}

function compute(store: GitStore, request: ComputeMerge): MergeResult {
  const { objects, projectId } = store;
  const { tip, head, message, keepAs } = request;
  const base = objects.mergeBase(tip, head);
  const before = base === null ? new Map<string, string>() : objects.get(base).tree;
  const ours = objects.get(tip).tree;
  const { tree, conflicts } = mergeTrees(before, ours, objects.get(head).tree);
  if (conflicts.length > 0) return { result: 'conflict', files: conflicts };
  if (differing(tree, ours).length === 0 && request.evenIfSame !== true) return { result: 'no-change' };
  const commit = objects.commit({ parents: [tip, head], tree, message, at: store.now() });
  objects.move(gateRef(projectId, keepAs), commit);
  return { result: 'merge', commit };
}

function revert(store: GitStore, request: Parameters<Merges['revert']>[0]): MergeResult {
  const { objects, projectId } = store;
  const { tip, merge, message, keepAs } = request;
  const [parent = ''] = objects.get(merge).parents;
  const ours = objects.get(tip).tree;
  const { tree, conflicts } = mergeTrees(objects.get(merge).tree, ours, objects.get(parent).tree);
  if (conflicts.length > 0) return { result: 'conflict', files: conflicts };
  if (differing(tree, ours).length === 0) return { result: 'no-change' };
  const commit = objects.commit({ parents: [tip], tree, message, at: store.now() });
  objects.move(gateRef(projectId, keepAs), commit);
  return { result: 'merge', commit };
}

async function test(judging: Judging, request: TestMerge) {
  const { commit, checks, signal } = request;
  const results: CheckResult[] = [];
  for (const check of checks) {
    const ms = judging.random.int(500, judging.mostMs ?? 20_000);
    const tail = await judging.computer.run(judging.life, {
      leash: request,
      on: null,
      ms: Math.min(ms, check.timeoutMs),
      act: () => judging.runCheck(check.run, judging.store.objects.get(commit).tree),
    });
    if (signal.aborted)
      throw new Fault({ code: 'deadline', what: 'test', on: commit, because: 'aborted', transient: true });
    const verdict = ms > check.timeoutMs ? 'timed-out' : tail === null ? 'passed' : 'failed';
    results.push({ name: check.name, verdict, ms, tail: tail ?? '' });
  }
  return results;
}
