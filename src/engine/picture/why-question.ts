import { whyGone } from '../../decide/answers.ts';
import type { Question } from '../../domain/question.ts';
import { ago, since, type Reasoned } from '../../domain/reason.ts';
import type { World } from '../../domain/world.ts';
import { evidenceLines } from './lines.ts';

const WAITS: Readonly<Record<Question['holds'], string>> = {
  task: 'its task waits for the answer, its worker is free',
  worker: 'its worker waits for the answer',
  all: 'every worker waits for the answer',
  none: 'nothing waits for the answer',
};

/** What question `q-3` or `3` is about, what hangs on it, and what it rests on; nothing for one that is not open. */
export function whyQuestion(world: World, about: string): readonly Reasoned[] {
  const { questions } = world.ledger;
  const question =
    questions.get(about) ?? [...questions.values()].find(({ number }) => String(number) === about);
  if (question === undefined) return [];
  const { number, askedAt, text, holds, choices } = question;
  const gone = whyGone(world, question);
  return [
    since(`question ${number}`, askedAt, `: ${text}`),
    `${WAITS[holds]} (czar answer ${number})`,
    ...choices.map(({ key, says }) => `answer ${key}: ${says}`),
    gone === null ? null : `it needs no answer any more: ${gone}`,
    ...known(world, question),
  ];
}

/** What the open questions about a worker or task rest on, as it was when they were asked. */
export function knownOfQuestions(world: World, name: string): readonly Reasoned[] {
  return [...world.ledger.questions.values()]
    .filter(({ task, worker }) => task === name || worker === name)
    .flatMap((question) => known(world, question));
}

function known(world: World, { number, since: from, evidence, screen }: Question): readonly Reasoned[] {
  const oldestFirst = evidence.toSorted((a, b) => a.at - b.at);
  return [
    from === undefined ? null : since(`what question ${number} is about is so`, from),
    ...evidenceLines(world, oldestFirst),
    ...(screen === undefined ? [] : [ago('its screen, ', screen.at, ':')]),
    ...(screen?.lines ?? []).map((line) => `| ${line}`),
  ];
}
