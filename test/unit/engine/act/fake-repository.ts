import { Fault } from '../../../../src/domain/fault.ts';
import type { CheckResult } from '../../../../src/domain/pull-request.ts';
import type { AddedText, Patch } from '../../../../src/domain/patch.ts';
import { known } from '../../../../src/domain/seen.ts';
import type { Fetched, Published, PushBranch, Pushed } from '../../../../src/ports/remote.ts';
import type {
  ComputeMerge,
  MergeResult,
  Repository,
  WorktreePlace,
} from '../../../../src/ports/repository.ts';
import { NOON } from '../../../support/ledger-parts.ts';

/** Branches and commits as names, worktrees as what they stand on. */
export interface FakeRepository {
  readonly repository: Repository;
  readonly tips: Map<string, string>;
  readonly parents: Map<string, readonly string[]>;
  /** By path: branch (null: detached) and uncommitted files. */
  readonly worktrees: Map<string, { branch: string | null; files: number }>;
  readonly saved: string[];
  /** Refs of saved work that was written into a worktree again. */
  readonly brought: string[];
  /** Texts left for agents, by path. */
  readonly texts: Map<string, string>;
  /** Of the setup that is wanted now. */
  setupHash: string;
  readonly tested: { readonly commit: string; readonly checks: readonly string[] }[];
  readonly computed: ComputeMerge[];
  merges: (request: ComputeMerge) => MergeResult;
  checks: readonly CheckResult[];
  /** What changes are made of, and what their commits add. */
  patch: Patch;
  added: readonly AddedText[] | null;
  /** What was kept of merges and let go of. */
  readonly letGo: { readonly names: readonly string[]; readonly head: string; readonly into: string }[];
  publishes: Published;
  /** What was put to the remote. */
  readonly pushed: PushBranch[];
  pushes: Pushed;
  /** Tips of branches at the remote. */
  readonly remote: Map<string, string>;
  /** Pairs of commits ("a b") between which nothing changed. */
  readonly same: Set<string>;
  /** What the remote says; null: there is none. */
  fetches: Fetched | null;
  /** Runs between the last look and a branch's move. */
  meanwhile: () => void;
  /** Runs before a worktree goes. */
  meanwhileRemoving: () => void;
}

const nobody = (): never => {
  throw new Error('no effect touches this');
};

export function fakeRepository(): FakeRepository {
  const git: FakeRepository = {
    tips: new Map([
      ['main', 'base0'],
      ['omnibus/shop', 'tip0'],
    ]),
    parents: new Map([
      ['tip0', ['base0']],
      ['base1', ['base0']],
    ]),
    worktrees: new Map(),
    saved: [],
    brought: [],
    texts: new Map(),
    setupHash: 'setup1',
    tested: [],
    computed: [],
    merges: ({ tip, head }) => ({ result: 'merge', commit: `${tip}+${head}` }),
    checks: [],
    patch: { files: [], isWhole: true },
    added: [],
    letGo: [],
    publishes: { published: true, where: 'main' },
    pushed: [],
    pushes: { pushed: true },
    remote: new Map(),
    same: new Set(),
    fetches: null,
    meanwhile: () => undefined,
    meanwhileRemoving: () => undefined,
    repository: {
      history: historyOf(() => git),
      worktrees: worktreesOf(() => git),
      merges: mergesOf(() => git),
      forecast: { look: nobody, tryMerges: nobody },
      trash: trashOf(() => git),
    },
  };
  return git;
}

/** A ref of what was removed holds the tip and the name, as one text. */
function trashOf(git: () => FakeRepository): Repository['trash'] {
  return {
    proofIn: async (commit, into) => (ancestors(git(), into).has(commit) ? `all of it is in ${into}` : null),
    discard: async ({ branch, tip, ref }) => {
      if ([...git().worktrees.values()].some((worktree) => worktree.branch === branch)) return 'checked-out';
      git().tips.set(ref, `${branch} ${tip}`);
      if ((git().tips.get(branch) ?? tip) !== tip) return 'moved';
      git().tips.delete(branch);
      return 'discarded';
    },
    restore: async (ref) => {
      const [branch = '', tip = ''] = git().tips.get(ref)?.split(' ') ?? [];
      if (branch === '') return null;
      git().tips.set(branch, tip);
      git().tips.delete(ref);
      return { branch, tip };
    },
    empty: async (ref) => {
      git().tips.delete(ref);
    },
  };
}

function historyOf(git: () => FakeRepository): Repository['history'] {
  return {
    head: async ({ path }) =>
      known({ branch: tree(git(), path).branch, sha: git().tips.get(`HEAD of ${path}`) ?? null }, NOON),
    tip: async (ref) => known(git().tips.get(ref) ?? null, NOON),
    baseTip: async (base) => known(git().tips.get(base) ?? null, NOON),
    enumerate: async ({ start, tip }) => {
      const rewound = !ancestors(git(), tip).has(start);
      return { commits: [], rewound, start: rewound ? 'root' : start };
    },
    isAncestor: async (ancestor, descendant) => ancestors(git(), descendant).has(ancestor),
    merged: nobody,
    branches: nobody,
    changes: async (from, to) => {
      if (from === 'lost')
        throw new Fault({ code: 'git-failed', what: 'compare', on: from, because: 'gone' });
      if (git().same.has(`${from} ${to}`)) return { files: [], added: 0, removed: 0 };
      return { files: [`between-${from}-and-${to}`], added: 1, removed: 0 };
    },
    diff: nobody,
    patch: async () => git().patch,
    addedIn: async () => git().added,
    messages: async ({ from, to }) => [`Between ${from} and ${to}\n\nI chose tabs.\n\nTASK_COMPLETE`],
    watch: nobody,
    onHint: nobody,
    close: nobody,
  };
}

function worktreesOf(git: () => FakeRepository): Repository['worktrees'] {
  const refuseDirty = ({ path }: WorktreePlace): void => {
    if (tree(git(), path).files === 0) return;
    throw new Fault({ code: 'git-refused', what: 'switch', on: path, because: 'it is not clean' });
  };
  return {
    prepare: async ({ path, at }) => {
      git().worktrees.set(path, { branch: null, files: 0 });
      git().tips.set(`HEAD of ${path}`, at);
      return { path, gitDir: `${path}/.git`, branch: null, setupHash: git().setupHash, did: 'created' };
    },
    switchTo: async (place, { name, from }) => {
      refuseDirty(place);
      for (const [path, { branch }] of git().worktrees) {
        if (branch === name && path !== place.path)
          throw new Fault({ code: 'git-refused', what: 'switch', on: name, because: 'it is elsewhere' });
      }
      const tip = git().tips.get(name) ?? from;
      if (tip === null)
        throw new Fault({ code: 'not-found', what: 'switch', on: name, because: 'no branch' });
      git().tips.set(name, tip);
      tree(git(), place.path).branch = name;
      return { tip };
    },
    isSetUp: async (_place, { setupHash }) => setupHash === git().setupHash,
    state: async ({ path }) => JSON.stringify(git().worktrees.get(path) ?? null),
    uncommitted: nobody,
    isGone: () => Promise.resolve(false),
    leaveBranch: async (place) => {
      refuseDirty(place);
      tree(git(), place.path).branch = null;
    },
    fastForward: async (_place, { branch, to }) => {
      git().tips.set(branch, to);
    },
    save: async ({ path }, ref) => {
      const { files } = tree(git(), path);
      if (files === 0) return null;
      tree(git(), path).files = 0;
      git().saved.push(ref);
      return { ref: `${ref}/1`, sha: 'saved1', files };
    },
    copy: async ({ path }, ref) => {
      const { files } = tree(git(), path);
      if (files === 0) return null;
      git().saved.push(ref);
      return { ref: `${ref}/1`, sha: 'saved1', files };
    },
    bringBack: async (place, ref) => {
      refuseDirty(place);
      tree(git(), place.path).files = 1;
      git().brought.push(ref);
    },
    leaveText: async ({ path }, { name, content }) => {
      const file = `${path}/.czar-text/${name}`;
      git().texts.set(file, content);
      return file;
    },
    keepTexts: async ({ path }, names) => {
      for (const file of git().texts.keys())
        if (file.startsWith(`${path}/`) && !names.some((name) => file.endsWith(`/${name}`)))
          git().texts.delete(file);
    },
    list: nobody,
    remove: async (path) => {
      git().meanwhileRemoving();
      if (tree(git(), path).files > 0) return { removed: false, because: 'files in it are uncommitted' };
      git().worktrees.delete(path);
      return { removed: true, because: 'everything in it is committed or saved' };
    },
  };
}

function mergesOf(git: () => FakeRepository): Repository['merges'] {
  return {
    compute: async (request) => {
      git().computed.push(request);
      const result = git().merges(request);
      if (result.result === 'merge') git().parents.set(result.commit, [request.tip, request.head]);
      return result;
    },
    revert: async ({ tip, merge }) => {
      const result = git().merges({ tip, head: `before ${merge}`, message: '', keepAs: 'drop' });
      if (result.result === 'merge') git().parents.set(result.commit, [tip]);
      return result;
    },
    run: nobody,
    test: async ({ commit, checks }) => {
      git().tested.push({ commit, checks: checks.map(({ name }) => name) });
      return git().checks;
    },
    advance: async (branch, { from, to }) => {
      git().meanwhile();
      const tip = git().tips.get(branch) ?? null;
      if (tip === to) return 'already';
      if (tip !== from) return 'moved-elsewhere';
      git().tips.set(branch, to);
      return 'advanced';
    },
    dropKept: async ({ names, head, into }) => {
      git().letGo.push({ names, head, into });
    },
    publish: async ({ base, to }) => {
      if (git().publishes.published) git().tips.set(base, to);
      return git().publishes;
    },
    dropRemote: async () => git().pushes,
    remoteTips: async (branches) => new Map([...git().remote].filter(([name]) => branches.includes(name))),
    push: async (request) => {
      git().pushed.push(request);
      return git().pushes;
    },
    remote: null,
    fetchBase: async (base) => {
      const { fetches } = git();
      if (fetches === null) return nobody();
      if (fetches.fetched && base === 'main') git().tips.set(base, fetches.tip);
      return fetches;
    },
    seal: async ({ base, tip }) => {
      git().parents.set('sealed', [base, tip]);
      return 'sealed';
    },
  };
}

function tree(git: FakeRepository, path: string): { branch: string | null; files: number } {
  const found = git.worktrees.get(path) ?? { branch: null, files: 0 };
  git.worktrees.set(path, found);
  return found;
}

function ancestors(git: FakeRepository, sha: string): ReadonlySet<string> {
  const all = new Set<string>();
  const left = [sha];
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    if (all.has(one)) continue;
    all.add(one);
    left.push(...(git.parents.get(one) ?? []));
  }
  return all;
}
