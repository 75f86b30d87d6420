import { Fault } from '../../../../src/domain/fault.ts';
import type { Sha } from '../../../../src/domain/names.ts';
import type { WorktreePlace } from '../../../../src/ports/repository.ts';
import { differing, fullRef, openObjects, type Objects, type Tree } from './objects.ts';

/** A checkout: where it stands, and its files as they are. */
export interface Checkout {
  readonly path: string;
  readonly gitDir: string;
  /** Null: detached. */
  branch: string | null;
  /** Only of a detached head. */
  detached: Sha;
  files: Map<string, string>;
  /** Its making was cut off: nothing in it counts yet. */
  halfMade: boolean;
  /** Texts that were left for its agent, by name; git does not see them. */
  readonly texts: Map<string, string>;
}

/** What lies on the disk: objects, refs and worktrees. It outlives the supervisor; agents work in it. */
export interface GitStore {
  readonly objects: Objects;
  readonly projectId: string;
  readonly checkouts: ReadonlyMap<string, Checkout>;
  now(): number;
  add(path: string, at: Sha): Checkout;
  forget(path: string): void;
  /** Errors: Fault `worktree-broken`. */
  at(place: Pick<WorktreePlace, 'path'>): Checkout;
  head(checkout: Checkout): Sha;
  /** Paths that differ from the head. */
  dirty(checkout: Checkout): readonly string[];
  /** Stands a checkout somewhere with the files of that commit. Unsaved files in its way are told to `onLoss`. */
  stand(checkout: Checkout, where: { readonly branch: string | null; readonly sha: Sha }): void;
  commit(checkout: Checkout, message: string, more?: readonly Sha[]): Sha;
  onLoss(listener: (checkout: Checkout, path: string, content: string) => void): void;
  /** Something in the worktrees or refs changed. */
  onChange(listener: (what: string) => void): void;
}

export function gitStore(options: { readonly projectId: string; now(): number }): GitStore {
  const objects = openObjects();
  const checkouts = new Map<string, Checkout>();
  const losses: ((checkout: Checkout, path: string, content: string) => void)[] = [];
  const changes: ((what: string) => void)[] = [];
  const changed = (what: string): void => {
    for (const listener of changes) listener(what);
  };
  objects.onMove((ref) => changed(ref));
  const head = ({ branch, detached }: Checkout): Sha =>
    branch === null ? detached : (objects.refs.get(fullRef(branch)) ?? detached);
  const treeOf = (checkout: Checkout): Tree => objects.get(head(checkout)).tree;
  return {
    objects,
    projectId: options.projectId,
    checkouts,
    now: () => options.now(),
    add(path, at) {
      const gitDir = `/git/worktrees/${path.split('/').at(-1) ?? ''}`;
      const none = { branch: null, detached: at, files: new Map<string, string>(), halfMade: true };
      const made: Checkout = { ...none, path, gitDir, texts: new Map() };
      checkouts.set(path, made);
      return made;
    },
    forget: (path) => checkouts.delete(path),
    at({ path }) {
      const found = checkouts.get(path);
      if (found !== undefined && !found.halfMade) return found;
      const because = found === undefined ? 'there is no such worktree' : 'it is half-made';
      throw new Fault({ code: 'worktree-broken', what: 'use a worktree', on: path, because });
    },
    head,
    dirty: (checkout) => differing(checkout.files, treeOf(checkout)),
    stand(checkout, { branch, sha }) {
      const target = objects.get(sha).tree;
      for (const path of differing(checkout.files, treeOf(checkout))) {
        const content = checkout.files.get(path);
        const isKept =
          content === undefined || target.get(path) === content || isStored(objects, path, content);
        if (!isKept) for (const listener of losses) listener(checkout, path, content);
      }
      Object.assign(checkout, { branch, detached: sha, files: new Map(target), halfMade: false });
      changed(checkout.gitDir);
    },
    commit(checkout, message, more = []) {
      const parents = [head(checkout), ...more];
      const tree = new Map(checkout.files);
      const sha = objects.commit({ parents, tree, message, at: options.now() });
      if (checkout.branch === null) {
        checkout.detached = sha;
        changed(checkout.gitDir);
      } else objects.move(fullRef(checkout.branch), sha);
      return sha;
    },
    onLoss: (listener) => losses.push(listener),
    onChange: (listener) => changes.push(listener),
  };
}

/** Whether some commit that a ref leads to has this content at this path. */
export function isStored(objects: Objects, path: string, content: string): boolean {
  const seen = new Set<Sha>();
  const waiting = [...objects.refs.values()];
  for (let sha = waiting.pop(); sha !== undefined; sha = waiting.pop()) {
    if (seen.has(sha)) continue;
    seen.add(sha);
    const { tree, parents } = objects.get(sha);
    if (tree.get(path) === content) return true;
    waiting.push(...parents);
  }
  return false;
}

export function refused(what: string, on: string, because: string): Fault {
  return new Fault({ code: 'git-refused', what, on, because });
}
