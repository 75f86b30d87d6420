import { harmless } from './cells.ts';
import { agoText, dayClock, sinceText, type Clock } from './clock.ts';
import type { ClosedQuestion, Question } from '../domain/question.ts';

/** What is to be known before one answers, harmless, one sentence per line: since when it is so, and what one said before. */
export function questionFacts(
  { since, before = [] }: Pick<Question, 'since' | 'before'>,
  clock: Clock,
): readonly string[] {
  const last = before.at(-1);
  return [
    ...(since === undefined ? [] : [`It is so ${sinceText(since, clock)}.`]),
    ...(last === undefined
      ? []
      : [
          `You ${answerWords(last.answer)} before, at ${dayClock(last.at, clock)}: it asks for the ${ordinal(before.length + 1)} time.`,
        ]),
  ];
}

/** For a list, in front of what it asks: "again (2nd time, denied 14:02): ". Empty for one that is new. */
export function againWords({ before = [] }: Pick<Question, 'before'>, clock: Clock): string {
  const last = before.at(-1);
  if (last === undefined) return '';
  const word = last.answer === 'no' ? 'denied' : `"${harmless(last.answer)}"`;
  return `again (${ordinal(before.length + 1)} time, ${word} ${dayClock(last.at, clock)}): `;
}

/** What became of a question that is not open any more. */
export function closedWords({ number, answer, because, at }: ClosedQuestion, clock: Clock): string {
  return answer === null
    ? `Question ${number} needs no answer any more since ${agoText(at, clock)}: ${harmless(because)}.`
    : `Question ${number} is answered: you ${answerWords(answer)} at ${agoText(at, clock)}.`;
}

function answerWords(answer: string): string {
  if (answer === 'no') return 'denied this';
  return answer === 'yes' || answer === 'always' ? 'allowed this' : `said "${harmless(answer)}" to this`;
}

function ordinal(count: number): string {
  const tens = count % 100;
  const ending = tens >= 11 && tens <= 13 ? undefined : ['st', 'nd', 'rd'][(count % 10) - 1];
  return `${count}${ending ?? 'th'}`;
}
