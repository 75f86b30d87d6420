import { Fault } from '../../../../src/domain/fault.ts';
import { gateRef } from '../../../../src/domain/names.ts';
import type { CheckResult } from '../../../../src/domain/pull-request.ts';
import type { ComputeMerge, MergeResult, Merges, TestMerge } from '../../../../src/ports/repository.ts';
import type { Life } from '../../life.ts';
import type { Random } from '../../random.ts';
import type { Computer } from '../machine.ts';
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
}

/** Merging and testing in the simulated repository. */
export function openMerges(judging: Judging): Merges {
  const { store, life } = judging;
  const { objects } = store;
  return {
    compute: (request) => life.ask(() => compute(store, request), 50),
    test: (request) => test(judging, request),
    advance: (branch, from, to) =>
      life.ask(() => {
        const ref = fullRef(branch);
        const now = objects.refs.get(ref) ?? null;
        if (now === to) return 'already';
        if ([...store.checkouts.values()].some((checkout) => checkout.branch === branch))
          throw refused('move a branch', branch, 'it is checked out');
        if (now !== from) return 'moved-elsewhere';
        objects.move(ref, to);
        return 'advanced';
      }),
    publish: ({ base, from, to }) =>
      life.ask(() => {
        if (!objects.isAncestor(from, to)) throw refused('publish', base, 'it does not descend from it');
        const now = objects.refs.get(fullRef(base));
        if (now === to) return { published: true, where: base };
        if (now !== from)
          return { published: false, because: `${base} is no longer at ${from}`, help: `git log ${base}` };
        objects.move(fullRef(base), to);
        return { published: true, where: base };
      }),
    seal: ({ base, tip, message }) =>
      life.ask(() => {
        const { tree } = objects.get(tip);
        return objects.commit({ parents: [base, tip], tree, message, at: store.now() });
      }),
  };
}

function compute(store: GitStore, request: ComputeMerge): MergeResult {
  const { objects, projectId } = store;
  const { tip, head, message, keepAs } = request;
  const base = objects.mergeBase(tip, head);
  const before = base === null ? new Map<string, string>() : objects.get(base).tree;
  const ours = objects.get(tip).tree;
  const { tree, conflicts } = mergeTrees(before, ours, objects.get(head).tree);
  if (conflicts.length > 0) return { result: 'conflict', files: conflicts };
  if (differing(tree, ours).length === 0) return { result: 'no-change' };
  const commit = objects.commit({ parents: [tip, head], tree, message, at: store.now() });
  objects.move(gateRef(projectId, keepAs), commit);
  return { result: 'merge', commit };
}

async function test(judging: Judging, { commit, checks, tether, signal }: TestMerge) {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const ms = judging.random.int(500, 20_000);
    const tail = await judging.computer.spawn(tether, async () => {
      await judging.life.wait(Math.min(ms, check.timeoutMs));
      return judging.runCheck(check.run, judging.store.objects.get(commit).tree);
    });
    if (signal.aborted)
      throw new Fault({ code: 'deadline', what: 'test', on: commit, because: 'aborted', transient: true });
    const verdict = ms > check.timeoutMs ? 'timed-out' : tail === null ? 'passed' : 'failed';
    results.push({ name: check.name, verdict, ms, tail: tail ?? '' });
  }
  return results;
}
