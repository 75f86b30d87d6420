import { type LoggedCommit, trailedMerges, viewOf } from '../../../../src/adapters/git/log.ts';
import { Fault } from '../../../../src/domain/fault.ts';
import { known, unknown, type Seen } from '../../../../src/domain/seen.ts';
import type { Enumeration, History } from '../../../../src/ports/repository.ts';
import type { Life } from '../../life.ts';
import { addedLines, type FilePatch, type Patch } from '../../../../src/domain/patch.ts';
import { type Commit, contentOf, differing, fullRef, type Objects } from './objects.ts';
import type { Remote } from './remote.ts';
import { baseRef } from './remote-merges.ts';
import type { GitStore } from './store.ts';

/** Looking at the simulated repository. `hears`: whether a hint is not lost. */
export function openHistory(
  store: GitStore,
  life: Life,
  { hears, remote }: { readonly hears: () => boolean; readonly remote?: Remote | undefined },
): History {
  const { objects } = store;
  let watched: ReadonlySet<string> = new Set();
  let listener: (() => void) | null = null;
  let isClosed = false;
  store.onChange((what) => {
    if (listener !== null && !isClosed && isWatched(store, watched, what) && hears()) life.tell(listener);
  });
  const see = <T>(look: () => T): Promise<Seen<T>> => life.ask(() => seen(store, look));
  const tip = (ref: string) => objects.refs.get(fullRef(ref)) ?? null;
  return {
    head: (place) =>
      see(() => {
        const checkout = store.at(place);
        return { branch: checkout.branch, sha: store.head(checkout) };
      }),
    tip: (ref) => see(() => tip(ref)),
    baseTip: (base) => see(() => tip(baseRef(remote, base))),
    enumerate: (range) => life.ask(() => enumerate(objects, range)),
    isAncestor: (ancestor, descendant) => life.ask(() => objects.isAncestor(ancestor, descendant)),
    merged: ({ base, tip: to }) =>
      life.ask(() => trailedMerges(objects.log(base, to).map(logged), store.projectId)),
    branches: (prefix) =>
      life.ask(() => {
        const full = fullRef(prefix);
        const own = [...objects.refs].filter(([ref]) => ref.startsWith(full));
        return new Map(own.map(([ref, sha]) => [ref.slice('refs/heads/'.length), sha]));
      }),
    changes: (from, to) => life.ask(() => changes(objects, from, to)),
    diff: (from, to) => life.ask(() => diff(objects, from, to)),
    patch: ({ from, to, sinceFork }) =>
      life.ask(() => patch(objects, sinceFork ? (objects.mergeBase(from, to) ?? from) : from, to)),
    addedIn: ({ from, to, limit }) => life.ask(() => addedIn(objects, { from, to, limit })),
    messages: ({ from, to, limit }) =>
      life.ask(() =>
        objects
          .log(from, to)
          .slice(0, limit)
          .filter(({ parents }) => parents.length < 2)
          .map(({ message }) => message.trim())
          .toReversed(),
      ),
    watch: (places, refs) =>
      life.ask(() => {
        watched = new Set([...places.map(({ gitDir }) => gitDir), ...refs.map(fullRef)]);
      }),
    onHint(told) {
      listener = told;
    },
    close() {
      isClosed = true;
      return Promise.resolve();
    },
  };
}

/** A worktree is watched through its own reflog, so a move of its branch counts. */
function isWatched(store: GitStore, watched: ReadonlySet<string>, what: string): boolean {
  if (watched.has(what)) return true;
  return [...store.checkouts.values()].some(
    ({ gitDir, branch }) => branch !== null && fullRef(branch) === what && watched.has(gitDir),
  );
}

function seen<T>(store: GitStore, look: () => T): Seen<T> {
  try {
    return known(look(), store.now());
  } catch (error) {
    if (error instanceof Fault) return unknown(error.message, store.now());
    throw error;
  }
}

function enumerate(objects: Objects, range: Parameters<History['enumerate']>[0]): Enumeration {
  const { after, start, tip, limit } = range;
  if (after === tip) return { commits: [], rewound: false, start };
  const rewound = !objects.isAncestor(after, tip);
  const base = rewound ? objects.mergeBase(start, tip) : after;
  const newest = objects.log(base, tip).slice(0, limit);
  return {
    commits: newest.map((commit) => viewOf(logged(commit))).toReversed(),
    rewound,
    start: rewound ? (base ?? start) : start,
  };
}

/** As git would name its tree. */
function logged({ tree, ...commit }: Commit): LoggedCommit {
  return { ...commit, treeSha: contentOf(tree) };
}

function changes(objects: Objects, from: string, to: string) {
  const [before, after] = [objects.get(from).tree, objects.get(to).tree];
  const files = differing(before, after);
  const count = (tree: ReadonlyMap<string, string>): number =>
    files.reduce((sum, file) => sum + linesOf(tree.get(file)).length, 0);
  return { files, added: count(after), removed: count(before) };
}

function diff(objects: Objects, from: string, to: string): string {
  const [before, after] = [objects.get(from).tree, objects.get(to).tree];
  return differing(before, after)
    .flatMap((file) => [
      file,
      ...linesOf(before.get(file)).map((line) => `-${line}`),
      ...linesOf(after.get(file)).map((line) => `+${line}`),
    ])
    .join('\n');
}

function patch(objects: Objects, from: string, to: string): Patch {
  const [before, after] = [objects.get(from).tree, objects.get(to).tree];
  const files = differing(before, after).map((path): FilePatch => {
    const [old, now] = [before.get(path), after.get(path)];
    const [gone, come] = [linesOf(old), linesOf(now)];
    const kind = old === undefined ? 'added' : now === undefined ? 'deleted' : 'modified';
    const rows = [...gone.map((line) => `-${line}`), ...come.map((line) => `+${line}`)];
    const starts = `@@ -${gone.length === 0 ? 0 : 1},${gone.length} +${come.length === 0 ? 0 : 1},${come.length} @@`;
    const mode = now === undefined ? '000000' : '100644';
    return { path, from: null, kind, mode, isBinary: false, hunks: [starts, ...rows].join('\n') };
  });
  return { files, isWhole: true };
}

function addedIn(objects: Objects, { from, to, limit }: Parameters<History['addedIn']>[0]) {
  const commits = objects.log(from, to).filter(({ parents }) => parents.length === 1);
  if (commits.length > limit) return null;
  return commits.flatMap(({ sha, parents: [parent = ''] }) =>
    patch(objects, parent, sha).files.map(({ path, hunks }) => ({
      commit: sha,
      path,
      lines: addedLines(hunks ?? ''),
    })),
  );
}

function linesOf(content: string | undefined): readonly string[] {
  return content === undefined ? [] : content.replace(/\n$/, '').split('\n');
}
