import type { Failure } from '../domain/ledger.ts';
import { failureKey, type Action, type Note } from '../domain/plan.ts';
import type { QuestionTopic } from '../domain/question.ts';
import type { World } from '../domain/world.ts';
import { whyOver } from './outdated-failure.ts';
import { questionNotes } from './questions.ts';
import { earlier, type Rule, type RulePart } from './rule.ts';

/** So many failed tries of the same effect need a human. */
const MANY = 5;

/** Effects that fail for good, or again and again, become questions; the others are tried again when their time has come. */
export const failures: Rule = (world) => {
  const notes: Note[] = [];
  let wakeAt: number | null = null;
  for (const [key, failure] of world.ledger.failures) {
    const over = whyOver(world, key);
    if (over !== null) {
      notes.push(forgotten(world.now, key, over));
      continue;
    }
    if (failure.lasting || failure.count >= MANY) notes.push(...asked(world, key, failure));
    if (!failure.lasting && failure.nextTryAt > world.now) wakeAt = earlier(wakeAt, failure.nextTryAt);
  }
  return { notes, wakeAt };
};

/** What no rule wants to do any more is forgotten so long after its next try was due. */
const UNWANTED_MS = 5 * 60_000;

/** Failures of what is none of the actions that the rules want now. Their answers may have been lost, or others did it. */
export function unwanted({ ledger, now }: World, wanted: readonly Action[]): RulePart {
  const passing = [...ledger.failures].filter(([, { lasting }]) => !lasting);
  if (passing.length === 0) return {};
  const keys = new Set(wanted.map(failureKey));
  const left = passing.filter(([key]) => !keys.has(key));
  const over = left.filter(([, { nextTryAt }]) => nextTryAt + UNWANTED_MS <= now);
  return {
    notes: over.map(([key]) => forgotten(now, key, 'nothing wants it any more')),
    wakeAt: left.reduce<number | null>(
      (first, [, { nextTryAt }]) => earlier(first, nextTryAt + UNWANTED_MS),
      null,
    ),
  };
}

/** What failed last about this task or worker, or null. */
export function explainFailures(world: World, subject: string): string | null {
  for (const [key, failure] of world.ledger.failures) {
    if (key.split(' ').includes(`task=${subject}`) || key.split(' ').includes(`worker=${subject}`))
      return failure.message;
  }
  return null;
}

/** Nothing will succeed under this key any more, so nothing else would take it away. */
function forgotten(now: number, key: string, because: string): Note {
  return {
    rule: 'failures',
    why: `what failed is over: ${because}`,
    evidence: [{ source: 'ledger', at: now, says: key.split(' ')[0] ?? key }],
    facts: [{ type: 'failure.forgotten', key }],
  };
}

function asked(world: World, key: string, failure: Failure): readonly Note[] {
  const [kind = ''] = key.split(' ');
  return questionNotes(world, 'failures', {
    topic: topicOf(kind, failure),
    task: partOf(key, 'task'),
    worker: partOf(key, 'worker'),
    about: key,
    detail: kind === 'deliver' ? whyUntold(failure.message) : failure.message,
    evidence:
      failure.evidence.length > 0
        ? failure.evidence
        : [{ source: 'ledger', at: failure.lastAt, says: failure.message }],
  });
}

/** What stands in a text's way, without its id and whom it is for. */
function whyUntold(message: string): string {
  return `text waits: ${message.replace(/^could not deliver [^:]*: /, '')}`;
}

function topicOf(kind: string, { lasting }: Failure): QuestionTopic {
  switch (kind) {
    case 'follow-base':
      return lasting ? 'base-conflict' : 'effect-failing';
    case 'save-work':
    case 'begin-attempt':
    case 'return-to-branch':
      return 'leftovers';
    case 'merge':
      // What only cannot be reached is tried again by itself, and holds nothing.
      return lasting ? 'merge-ambiguous' : 'effect-failing';
    default:
      return 'effect-failing';
  }
}

function partOf(key: string, name: string): string | null {
  const part = key.split(' ').find((piece) => piece.startsWith(`${name}=`));
  return part === undefined ? null : part.slice(name.length + 1);
}
