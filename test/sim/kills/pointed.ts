import type { Entry } from '../../../src/domain/entry.ts';
import type { Parts } from '../../../src/engine/parts.ts';
import type { ProjectFiles } from '../../../src/ports/files.ts';
import type { Forge } from '../../../src/ports/forge.ts';
import type { Journal } from '../../../src/ports/journal.ts';
import type { Merges, Repository, Worktrees } from '../../../src/ports/repository.ts';
import type { Terminal } from '../../../src/ports/terminal.ts';
import type { Leash } from '../../../src/ports/tether.ts';
import type { Trash } from '../../../src/ports/trash.ts';
import type { Points } from './points.ts';

/**
 * The same parts, with a point after every effect (its outcome is not journaled then), one where a process of it was let go, which
 * outlives the supervisor, and one after every decision, intent, step and outcome that is in the journal: an intent without its
 * effect is what a kill before an effect leaves.
 */
export function pointed(parts: Parts, points: Points): Parts {
  const around = aroundOf(points);
  const { reviewer, repository } = parts;
  return {
    ...parts,
    journal: journalWith(parts.journal, points),
    terminal: terminalWith(parts.terminal, around),
    repository: { ...repository, ...repositoryWith(repository, around, leashedBy(points)) },
    forge: forgeWith(parts.forge, around),
    files: filesWith(parts.files, around),
    reviewer: {
      review: (request, leash) => around('review', () => reviewer.review(request, leash)),
    },
  };
}

type Around = <T>(name: string, act: () => Promise<T>) => Promise<T>;
type Held = <L extends Leash>(name: string, leash: L) => L;

function aroundOf(points: Points): Around {
  return async (name, act) => {
    const answer = await act();
    await points.at(`after ${name}`);
    return answer;
  };
}

/** A process that is journaled and let go: its supervisor dies while it runs. */
function leashedBy(points: Points): Held {
  return (name, leash) => ({
    ...leash,
    tether: {
      async spawned(process) {
        await leash.tether.spawned(process);
        points.mark(`during ${name}`);
      },
    },
  });
}

function journalWith(journal: Journal, points: Points): Journal {
  const actions = new Map<string, string>();
  const named = (entry: Entry): readonly string[] => {
    if (entry.type === 'intent') actions.set(entry.key, entry.action.kind);
    if (entry.type === 'intent') return [`intent of ${entry.action.kind}`];
    if (entry.type === 'decided') return [`decision of ${entry.rule}`];
    if (entry.type === 'step' || entry.type === 'outcome')
      return [`${entry.type} of ${actions.get(entry.key) ?? 'what was left'}`];
    return [];
  };
  return {
    open: () => journal.open(),
    async append(entries) {
      const names = entries.flatMap(named).join(' and ');
      const lines = await journal.append(entries);
      if (names !== '') await points.at(`after ${names}`);
      return lines;
    },
    compact: (image, seq) => journal.compact(image, seq),
    madeUp: () => journal.madeUp(),
    get bytesSinceImage() {
      return journal.bytesSinceImage;
    },
    close: () => journal.close(),
  };
}

function terminalWith(terminal: Terminal, around: Around): Terminal {
  return {
    ...terminal,
    start: (spec) => around('start', () => terminal.start(spec)),
    end: (who, options) => around('end', () => terminal.end(who, options)),
    endDaemons: (life, options) => around('end daemons', () => terminal.endDaemons(life, options)),
    paste: (who, text, id) => around('paste', () => terminal.paste(who, text, id)),
    enter: (who) => around('enter', () => terminal.enter(who)),
    keys: (who, names) => around('keys', () => terminal.keys(who, names)),
  };
}

function forgeWith(forge: Forge, around: Around): Forge {
  const { merge } = forge;
  return {
    ...forge,
    open: (draft) => around('open', () => forge.open(draft)),
    update: (number, change) => around('update', () => forge.update(number, change)),
    review: (number, posted) => around('post', () => forge.review(number, posted)),
    merge: merge === null ? null : (request) => around('merge call', () => merge(request)),
  };
}

function filesWith(files: ProjectFiles, around: Around): ProjectFiles {
  return {
    ...files,
    writeBack: (changes) => around('write back', () => files.writeBack(changes)),
    remember: (entry) => around('remember', () => files.remember(entry)),
  };
}

function repositoryWith(
  { worktrees, merges, trash }: Repository,
  around: Around,
  held: Held,
): Pick<Repository, 'worktrees' | 'merges' | 'trash'> {
  return {
    worktrees: worktreesWith(worktrees, around, held),
    merges: mergesWith(merges, around, held),
    trash: trashWith(trash, around, held),
  };
}

function worktreesWith(worktrees: Worktrees, around: Around, held: Held): Worktrees {
  return {
    ...worktrees,
    prepare: (request) => around('prepare', () => worktrees.prepare(held('prepare', request))),
    switchTo: (place, branch, leash) =>
      around('switch', () => worktrees.switchTo(place, branch, held('switch', leash))),
    leaveBranch: (place, leash) =>
      around('leave branch', () => worktrees.leaveBranch(place, held('leave branch', leash))),
    fastForward: (place, move, leash) =>
      around('forward', () => worktrees.fastForward(place, move, held('forward', leash))),
    save: (place, ref, leash) => around('save', () => worktrees.save(place, ref, held('save', leash))),
    copy: (place, ref, leash) => around('copy', () => worktrees.copy(place, ref, held('copy', leash))),
    remove: (path, leash) => around('remove', () => worktrees.remove(path, held('remove', leash))),
  };
}

function trashWith(trash: Trash, around: Around, held: Held): Trash {
  return {
    ...trash,
    discard: (request, leash) => around('discard', () => trash.discard(request, held('discard', leash))),
    restore: (ref, leash) => around('restore', () => trash.restore(ref, held('restore', leash))),
    empty: (ref, leash) => around('empty', () => trash.empty(ref, held('empty', leash))),
  };
}

function mergesWith(merges: Merges, around: Around, held: Held): Merges {
  return {
    ...merges,
    compute: (request, leash) => around('compute', () => merges.compute(request, held('compute', leash))),
    revert: (request, leash) => around('revert', () => merges.revert(request, held('revert', leash))),
    test: (request) => around('test', () => merges.test(held('test', request))),
    advance: (branch, move, leash) =>
      around('advance', () => merges.advance(branch, move, held('advance', leash))),
    dropKept: (request, leash) =>
      around('drop kept', () => merges.dropKept(request, held('drop kept', leash))),
    publish: (request, leash) => around('publish', () => merges.publish(request, held('publish', leash))),
    push: (request, leash) => around('push', () => merges.push(request, held('push', leash))),
    dropRemote: (request, leash) =>
      around('drop remote', () => merges.dropRemote(request, held('drop remote', leash))),
    fetchBase: (base, leash) => around('fetch', () => merges.fetchBase(base, held('fetch', leash))),
    seal: (request, leash) => around('seal', () => merges.seal(request, held('seal', leash))),
  };
}
