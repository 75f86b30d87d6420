import { whyGone } from '../../decide/answers.ts';
import type { Question } from '../../domain/question.ts';
import { shortDuration } from '../../domain/units.ts';
import type { World } from '../../domain/world.ts';
import { evidenceLines } from './lines.ts';

const WAITS: Readonly<Record<Question['holds'], string>> = {
  task: 'its task waits for the answer, its worker is free',
  worker: 'its worker waits for the answer',
  all: 'every worker waits for the answer',
  none: 'nothing waits for the answer',
};

/** What question `q-3` or `3` is about, what hangs on it, and what it rests on; nothing for one that is not open. */
export function whyQuestion(world: World, about: string): readonly (string | null)[] {
  const { questions } = world.ledger;
  const question =
    questions.get(about) ?? [...questions.values()].find(({ number }) => String(number) === about);
  if (question === undefined) return [];
  const { number, askedAt, text, holds, evidence, choices } = question;
  const gone = whyGone(world, question);
  return [
    `question ${number} for ${shortDuration(world.now - askedAt)}: ${text}`,
    `${WAITS[holds]} (czar answer ${number})`,
    ...choices.map(({ key, says }) => `answer ${key}: ${says}`),
    gone === null ? null : `it needs no answer any more: ${gone}`,
    ...evidenceLines(world, evidence),
  ];
}
