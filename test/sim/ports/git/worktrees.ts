import { Fault } from '../../../../src/domain/fault.ts';
import { TEXT_FOLDER } from '../../../../src/domain/long-text.ts';
import type { SavedWork, WorktreePlace, Worktrees } from '../../../../src/ports/repository.ts';
import type { Leash } from '../../../../src/ports/tether.ts';
import type { Judging } from './merges.ts';
import { contentOf, fullRef } from './objects.ts';
import { type Checkout, type GitStore, isStored, refused } from './store.ts';

/** The workers' checkouts. What takes git several steps takes several here: a supervisor can die between them. */
export function openWorktrees({ store, life, computer, random }: Judging): Worktrees {
  const { objects } = store;
  const run = <T>({ leash, path, mostMs = 5 }: Held, act: () => T): Promise<T> =>
    computer.run(life, { leash, on: path, ms: random.int(0, mostMs), act });
  const record = (place: WorktreePlace, ref: string): (SavedWork & { tree: Map<string, string> }) | null => {
    const checkout = store.at(place);
    const files = store.dirty(checkout);
    const isHeld = checkout.branch !== null || isKept(store, store.head(checkout));
    if (files.length === 0 && isHeld) return null;
    const tree = new Map(checkout.files);
    const same = files.length === 0 ? undefined : sameUnder(store, ref, checkout);
    if (same !== undefined) return { ...same, files: files.length, tree };
    const parents = [store.head(checkout)];
    const leftovers = { parents, tree, message: 'Leftovers\n', at: store.now() };
    const sha = files.length === 0 ? store.head(checkout) : objects.commit(leftovers);
    const kept = `${ref}/${nextNumber(store, ref)}`;
    objects.move(kept, sha);
    return { ref: kept, sha, files: files.length, tree };
  };
  return {
    async prepare({ path, at, ...leash }) {
      const did = await run({ leash, path }, () => begin(store, path, at));
      await run({ leash, path, mostMs: 400 }, () => {
        const checkout = store.checkouts.get(path);
        if (checkout?.halfMade === true) store.stand(checkout, { branch: null, sha: at });
      });
      const { branch, gitDir } = store.at({ path });
      return { path, gitDir, branch, setupHash: setupNow(store), did };
    },
    isSetUp: (_place, { setupHash }) => life.ask(() => setupHash === setupNow(store)),
    async switchTo(place, { name, from }, leash) {
      const held = { leash, path: place.path };
      const sha = await run(held, () => branchFor(store, store.at(place), { name, from }));
      return run({ ...held, mostMs: 400 }, () => {
        const checkout = store.at(place);
        refuseDirty(store, checkout);
        store.stand(checkout, { branch: name, sha });
        return { tip: sha };
      });
    },
    state: (place) =>
      life.ask(() => {
        const checkout = store.at(place);
        return JSON.stringify([store.head(checkout), contentOf(checkout.files)]);
      }),
    uncommitted: (place) => life.ask(() => store.dirty(store.at(place)).length),
    isGone: ({ path }) => life.ask(() => !store.checkouts.has(path)),
    leaveBranch: (place, leash) =>
      run({ leash, path: place.path }, () => {
        const checkout = store.at(place);
        refuseDirty(store, checkout);
        store.stand(checkout, { branch: null, sha: store.head(checkout) });
      }),
    fastForward: (place, { branch, from, to }, leash) =>
      run({ leash, path: place.path }, () => {
        const ref = fullRef(branch);
        const now = objects.refs.get(ref);
        if (now === to) return;
        if (now !== from || !objects.isAncestor(from, to))
          throw refused('move a branch forward', branch, `it is at ${now ?? 'nothing'}`);
        const checkout = store.at(place);
        if (checkout.branch === branch) {
          refuseDirty(store, checkout);
          checkout.files = new Map(objects.get(to).tree);
        }
        objects.move(ref, to);
      }),
    async save(place, ref, leash) {
      const held = { leash, path: place.path };
      const saved = await run(held, () => record(place, ref));
      if (saved === null) return null;
      const { tree, ...work } = saved;
      await run(held, () => {
        const checkout = store.at(place);
        if ([...checkout.files].some(([path, content]) => tree.get(path) !== content))
          throw refused('save the uncommitted work', place.path, 'its files change while they are saved');
        store.stand(checkout, { branch: checkout.branch, sha: store.head(checkout) });
      });
      return work;
    },
    async copy(place, ref, leash) {
      const saved = await run({ leash, path: place.path }, () => record(place, ref));
      return saved === null ? null : { ref: saved.ref, sha: saved.sha, files: saved.files };
    },
    bringBack: (place, ref, leash) =>
      run({ leash, path: place.path }, () => {
        const checkout = store.at(place);
        refuseDirty(store, checkout);
        const { parents, tree } = objects.get(objects.refs.get(ref) ?? '');
        if (parents[0] !== store.head(checkout)) throw refused('bring work back', place.path, 'it moved');
        checkout.files = new Map(tree);
      }),
    leaveText: (place, { name, content }) =>
      life.ask(() => {
        store.at(place).texts.set(name, content);
        return `${place.path}/${TEXT_FOLDER}/${name}`;
      }),
    keepTexts: (place, names) =>
      life.ask(() => {
        const { texts } = store.at(place);
        for (const name of texts.keys()) if (!names.includes(name)) texts.delete(name);
      }),
    list: () =>
      life.ask(() =>
        [...store.checkouts.values()].map((checkout) => ({
          path: checkout.path,
          branch: checkout.branch,
          head: store.head(checkout),
          uncommitted: checkout.halfMade ? null : store.dirty(checkout).length,
          bytes: null,
        })),
      ),
    remove: (path, leash) =>
      run({ leash, path }, () => {
        const because = whyKept(store, path);
        if (because !== null) return { removed: false, because };
        store.forget(path);
        return { removed: true, because: 'everything in it is committed or saved' };
      }),
  };
}

interface Held {
  readonly leash: Leash;
  readonly path: string;
  readonly mostMs?: number;
}

const SETUP_CHANGES_EVERY_MS = 5 * 60_000;

/** Somebody works at the config, its copied files and the lock files all day long. */
function setupNow(store: GitStore): string {
  return `setup-${Math.floor(store.now() / SETUP_CHANGES_EVERY_MS)}`;
}

function begin(store: GitStore, path: string, at: string): string {
  const found = store.checkouts.get(path);
  if (found === undefined) {
    store.add(path, at);
    return 'created';
  }
  return found.halfMade ? 'repaired: it was half-made' : 'found';
}

function branchFor(
  { objects, checkouts }: GitStore,
  checkout: Checkout,
  { name, from }: { readonly name: string; readonly from: string | null },
): string {
  const other = [...checkouts.values()].find(({ branch, path }) => branch === name && path !== checkout.path);
  if (other !== undefined) throw refused('switch', name, `it is checked out in ${other.path}`);
  const sha = objects.refs.get(fullRef(name)) ?? from;
  if (sha === null)
    throw new Fault({ code: 'not-found', what: 'switch', on: name, because: 'there is no such branch' });
  if (!objects.refs.has(fullRef(name))) objects.move(fullRef(name), sha);
  return sha;
}

function refuseDirty(store: GitStore, checkout: Checkout): void {
  const [first] = store.dirty(checkout);
  if (first !== undefined) throw refused('switch', checkout.path, `${first} is uncommitted`);
}

function nextNumber({ objects }: GitStore, ref: string): number {
  const numbers = [...objects.refs.keys()].flatMap((name) =>
    name.startsWith(`${ref}/`) ? [Number(name.slice(ref.length + 1))] : [],
  );
  return Math.max(0, ...numbers) + 1;
}

/** What is saved already of the same files on the same commit. */
function sameUnder(
  store: GitStore,
  ref: string,
  checkout: Checkout,
): { readonly ref: string; readonly sha: string } | undefined {
  const { objects } = store;
  const [name, sha] =
    [...objects.refs].find(([name, sha]) => {
      const { parents, tree } = objects.get(sha);
      const isOn = parents.length === 1 && parents[0] === store.head(checkout);
      return name.startsWith(`${ref}/`) && isOn && contentOf(tree) === contentOf(checkout.files);
    }) ?? [];
  return name === undefined || sha === undefined ? undefined : { ref: name, sha };
}

function whyKept(store: GitStore, path: string): string | null {
  const checkout = store.checkouts.get(path);
  if (checkout === undefined) return 'git knows no worktree there';
  const dirty = store.dirty(checkout).filter((file) => {
    const content = checkout.files.get(file);
    return content === undefined || !isStored(store.objects, file, content);
  });
  if (dirty.length > 0) return `${dirty.length} files in it are uncommitted`;
  const sha = store.head(checkout);
  return isKept(store, sha) ? null : `its commit ${sha} is on no branch and saved nowhere`;
}

function isKept({ objects }: GitStore, sha: string): boolean {
  return [...objects.refs.values()].some((tip) => objects.isAncestor(sha, tip));
}
