import type { ActionKind } from '../../src/domain/plan.ts';
import type { Parts } from '../../src/engine/parts.ts';
import type { Forge } from '../../src/ports/forge.ts';
import type { Repository } from '../../src/ports/repository.ts';
import type { Terminal } from '../../src/ports/terminal.ts';
import type { Invariants } from './invariants.ts';

const BRANCH: readonly ActionKind[] = ['begin-attempt', 'return-to-branch'];
const TYPING: readonly ActionKind[] = ['deliver', 'settle-delivery'];
const REQUESTS: readonly ActionKind[] = [
  'open-pr',
  'update-pr',
  'close-pr',
  'gate',
  'merge',
  'describe-omnibus',
  'merge-omnibus',
  'drop',
  'take-head',
];

/** The same parts; every effect is told to the invariants before it happens. */
export function guarded(parts: Parts, invariants: Invariants): Parts {
  return {
    ...parts,
    terminal: guardedTerminal(parts.terminal, invariants),
    repository: guardedRepository(parts.repository, invariants),
    forge: guardedForge(parts.forge, invariants),
  };
}

function guardedTerminal(terminal: Terminal, invariants: Invariants): Terminal {
  return {
    ...terminal,
    start(spec) {
      invariants.effect(['start-session', 'try-program'], `starting ${spec.worker}`);
      return terminal.start(spec);
    },
    end(who, options) {
      invariants.effect(['start-session', 'end-session', 'try-program'], `ending ${who.paneId}`);
      return terminal.end(who, options);
    },
    endDaemons(of, options) {
      invariants.effect(['end-daemons'], `ending what ${of.worker} left`);
      return terminal.endDaemons(of, options);
    },
    paste(who, text, id) {
      invariants.effect(['deliver', 'try-program'], `pasting ${id}`);
      return terminal.paste(who, text, id);
    },
    enter(who) {
      invariants.effect(TYPING, `pressing Enter in ${who.paneId}`);
      return terminal.enter(who);
    },
    keys(who, names) {
      invariants.effect(
        [...TYPING, 'interrupt', 'answer-dialog', 'try-program'],
        `typing ${names.join(' ')} into ${who.paneId}`,
      );
      return terminal.keys(who, names);
    },
  };
}

function guardedRepository(
  { history, forecast, worktrees, merges, trash }: Repository,
  invariants: Invariants,
): Repository {
  return {
    history,
    forecast,
    worktrees: {
      ...worktrees,
      prepare(request) {
        invariants.effect(['prepare-worktree'], `preparing ${request.path}`);
        return worktrees.prepare(request);
      },
      switchTo(place, branch, leash) {
        invariants.effect(BRANCH, `switching ${place.path}`);
        return worktrees.switchTo(place, branch, leash);
      },
      isGone: (place) => worktrees.isGone(place),
      leaveBranch(place, leash) {
        invariants.effect([...BRANCH, 'leave-branch'], `leaving the branch of ${place.path}`);
        return worktrees.leaveBranch(place, leash);
      },
      fastForward(place, move, leash) {
        invariants.effect(['follow-branch', 'take-head'], `moving ${move.branch}`);
        return worktrees.fastForward(place, move, leash);
      },
      save(place, ref, leash) {
        invariants.effect([...BRANCH, 'save-work', 'remove-worktree'], `saving ${place.path}`);
        return worktrees.save(place, ref, leash);
      },
      copy(place, ref, leash) {
        invariants.effect(['save-work'], `copying ${place.path}`);
        return worktrees.copy(place, ref, leash);
      },
      remove(path, leash) {
        invariants.effect(['remove-worktree'], `removing ${path}`);
        return worktrees.remove(path, leash);
      },
    },
    trash: {
      ...trash,
      discard(request, leash) {
        invariants.effect(['remove-branch'], `removing ${request.branch}`);
        return trash.discard(request, leash);
      },
      empty(ref, leash) {
        invariants.effect(['empty-trash'], `emptying ${ref}`);
        return trash.empty(ref, leash);
      },
    },
    merges: {
      ...merges,
      compute(request, leash) {
        invariants.effect(
          ['gate', 'follow-base', 'open-pr', 'update-pr', 'begin-attempt', 'take-in', 'merge'],
          `merging ${request.head}`,
        );
        return merges.compute(request, leash);
      },
      revert(request, leash) {
        invariants.effect(['drop'], `reverting ${request.merge}`);
        return merges.revert(request, leash);
      },
      async test(request) {
        invariants.effect(['gate', 'follow-base', 'drop', 'take-in'], `testing ${request.commit}`);
        const results = await merges.test(request);
        if (results.every(({ verdict }) => verdict === 'passed' || verdict === 'flaky'))
          invariants.tested(request.commit);
        return results;
      },
      advance(branch, move, leash) {
        invariants.effect(
          ['merge', 'follow-base', 'open-integration', 'drop', 'take-in', 'take-head'],
          `moving ${branch}`,
        );
        return merges.advance(branch, move, leash);
      },
      dropKept(request, leash) {
        invariants.effect(['remove-branch', 'drop-merges'], `letting go of ${request.names.join(', ')}`);
        return merges.dropKept(request, leash);
      },
      fetchBase(base, leash) {
        invariants.effect(['fetch-base', 'follow-base', 'take-in', 'take-head', 'merge'], `fetching ${base}`);
        return merges.fetchBase(base, leash);
      },
      push(request, leash) {
        invariants.effect([...REQUESTS, 'follow-base'], `pushing ${request.branch}`);
        return merges.push(request, leash);
      },
      dropRemote(request, leash) {
        invariants.effect(['remove-remote-branch'], `removing ${request.branch} at the remote`);
        return merges.dropRemote(request, leash);
      },
      publish(request, leash) {
        invariants.effect(['merge-omnibus'], `publishing ${request.to}`);
        return merges.publish(request, leash);
      },
    },
  };
}

function guardedForge(forge: Forge, invariants: Invariants): Forge {
  const { merge } = forge;
  return {
    ...forge,
    merge:
      merge === null
        ? null
        : (request) => {
            invariants.effect(['merge'], `having #${request.number} merged`);
            return merge(request);
          },
    open(draft) {
      invariants.effect(REQUESTS, `opening a pull request of ${draft.head}`);
      return forge.open(draft);
    },
    review(number, review) {
      invariants.effect(['post-review'], `reviewing #${number}`);
      return forge.review(number, review);
    },
    update(number, change) {
      invariants.effect(REQUESTS, `changing #${number}`);
      return forge.update(number, change);
    },
  };
}
