import { createHash } from 'node:crypto';
import type { Sha } from '../../../../src/domain/names.ts';

export type Tree = ReadonlyMap<string, string>;

export interface Commit {
  readonly sha: Sha;
  readonly parents: readonly Sha[];
  readonly tree: Tree;
  readonly message: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Commits and refs of one repository, all in memory. */
export interface Objects {
  readonly refs: ReadonlyMap<string, Sha>;
  commit(commit: Omit<Commit, 'sha'>): Sha;
  /** Errors: no such commit. */
  get(sha: Sha): Commit;
  has(sha: Sha): boolean;
  move(ref: string, to: Sha): void;
  drop(ref: string): void;
  isAncestor(ancestor: Sha, descendant: Sha): boolean;
  /** First-parent commits of `tip` that are not reachable from `from`, newest first. */
  log(from: Sha | null, tip: Sha): readonly Commit[];
  mergeBase(one: Sha, other: Sha): Sha | null;
  /** Told of every move of a ref, after it. `before` null: it is new. */
  onMove(listener: (ref: string, before: Sha | null, after: Sha) => void): void;
}

export function openObjects(): Objects {
  const commits = new Map<Sha, Commit>();
  const reachable = new Map<Sha, ReadonlySet<Sha>>();
  const refs = new Map<string, Sha>();
  const listeners: ((ref: string, before: Sha | null, after: Sha) => void)[] = [];
  const get = (sha: Sha): Commit => {
    const commit = commits.get(sha);
    if (commit === undefined) throw new Error(`there is no commit ${sha}`);
    return commit;
  };
  const reach = (sha: Sha): ReadonlySet<Sha> => {
    const known = reachable.get(sha);
    if (known !== undefined) return known;
    const set = new Set([sha, ...get(sha).parents.flatMap((parent) => [...reach(parent)])]);
    reachable.set(sha, set);
    return set;
  };
  return {
    refs,
    commit(commit) {
      const name = JSON.stringify([commits.size, commit.parents, commit.message, commit.at]);
      const sha = createHash('sha1').update(name).digest('hex');
      commits.set(sha, { ...commit, sha });
      return sha;
    },
    get,
    has: (sha) => commits.has(sha),
    move(ref, to) {
      const before = refs.get(ref) ?? null;
      refs.set(ref, to);
      for (const listener of listeners) listener(ref, before, to);
    },
    drop: (ref) => {
      refs.delete(ref);
    },
    isAncestor: (ancestor, descendant) => reach(descendant).has(ancestor),
    log(from, tip) {
      const old = from === null ? new Set<Sha>() : reach(from);
      const found: Commit[] = [];
      for (let at: Sha | undefined = tip; at !== undefined && !old.has(at); ) {
        const commit = get(at);
        found.push(commit);
        [at] = commit.parents;
      }
      return found;
    },
    mergeBase(one, other) {
      const ofOther = reach(other);
      const common = [...reach(one)].filter((sha) => ofOther.has(sha));
      const best = common.filter((sha) => !common.some((newer) => newer !== sha && reach(newer).has(sha)));
      return best.toSorted((a, b) => get(b).at - get(a).at)[0] ?? null;
    },
    onMove: (listener) => listeners.push(listener),
  };
}

/** `main` and `refs/heads/main` are one. */
export function fullRef(ref: string): string {
  return ref.startsWith('refs/') ? ref : `refs/heads/${ref}`;
}

/** Paths that two trees have differently, in order. */
export function differing(one: Tree, other: Tree): readonly string[] {
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths].filter((path) => one.get(path) !== other.get(path)).sort();
}

/** Merges path by path: a path that both sides changed differently is a conflict. */
export function mergeTrees(
  base: Tree,
  ours: Tree,
  theirs: Tree,
): { readonly tree: Tree; readonly conflicts: readonly string[] } {
  const tree = new Map(ours);
  const conflicts: string[] = [];
  for (const path of differing(base, theirs)) {
    const [before, mine, other] = [base.get(path), ours.get(path), theirs.get(path)];
    if (mine === other) continue;
    if (mine !== before) conflicts.push(path);
    else if (other === undefined) tree.delete(path);
    else tree.set(path, other);
  }
  return { tree, conflicts: conflicts.sort() };
}

/** Equal for equal trees. */
export function contentOf(tree: Tree): string {
  const files = [...tree].map(([path, content]) => `${path}\0${content}`);
  return createHash('sha1').update(files.toSorted(byText).join('\0')).digest('hex');
}

function byText(one: string, other: string): number {
  return one < other ? -1 : 1;
}
