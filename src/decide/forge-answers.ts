import type { Question } from '../domain/question.ts';
import type { World } from '../domain/world.ts';
import type { Answered } from './answered.ts';
import { mergedByOthers } from './merged-elsewhere.ts';

/** What comes of answers to questions about what happened at the forge. */

interface Given {
  readonly question: Question;
  /** A choice's key. */
  readonly text: string;
}

export function answerToken({ ledger }: World, { text }: Given): Answered {
  if (text === 'again') return { ok: true, says: 'it is tried again', facts: [{ type: 'forge.unlocked' }] };
  if (ledger.pullRequests.size > 0) return refuse('there are pull requests at GitHub already');
  return { ok: true, says: 'pull requests are files of this machine', facts: [{ type: 'forge.local' }] };
}

export function answerClosed({ task }: Question): Answered {
  if (task === null) return refuse('the question names no task');
  return { ok: true, says: 'a new one is opened', facts: [{ type: 'pr.given-up', task }] };
}

export function answerMergedThere(world: World, { question: { task }, text }: Given): Answered {
  const merged = task === null ? null : mergedByOthers(world, task);
  if (task === null || merged === null) return refuse('it is merged, or has another pull request');
  if (text === 'again')
    return { ok: true, says: 'a new one is opened', facts: [{ type: 'pr.given-up', task }] };
  const [sha, head] = [merged.merge, merged.pr.headSha];
  const note = 'merged at GitHub';
  return {
    ok: true,
    says: `${task} counts as merged`,
    facts: [{ type: 'task.merged', task, sha, head, note }],
  };
}

export function answerClosedOmnibus(_world: World, { text }: Given): Answered {
  return text === 'again'
    ? { ok: true, says: 'a new one is opened', facts: [{ type: 'omnibus.given-up' }] }
    : {
        ok: true,
        says: 'it stays closed until it is opened again at GitHub',
        facts: [{ type: 'omnibus.left' }],
      };
}

function refuse(because: string): Answered {
  return { ok: false, because };
}
