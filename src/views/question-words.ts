import { harmless, harmlessBlock } from './cells.ts';
import { agoText, dayClock, sinceText, type Clock } from './clock.ts';
import type { ClosedQuestion, Question } from '../domain/question.ts';

/** What is to be known before one answers, harmless, one sentence per line: since when it is so, and what one said before. */
export function questionFacts(
  { topic, since, before = [], choices, worker, kept }: Facts,
  clock: Clock,
): readonly string[] {
  const last = before.at(-1);
  const asks = topic === 'agent-asks' ? 'it asks' : 'it is asked';
  return [
    ...(kept === undefined
      ? []
      : [`You answered it "${harmless(kept)}" already: that waits for the next start (czar start).`]),
    ...(since === undefined ? [] : [`${sinceWords[topic] ?? 'It is so'} ${sinceText(since, clock)}.`]),
    ...(last === undefined
      ? []
      : [
          `You ${answerWords(last.answer)} before, at ${dayClock(last.at, clock)}: ${asks} for the ${ordinal(before.length + 1)} time.`,
        ]),
    ...(topic === 'agent-asks' ? noWords(choices, harmless(worker ?? '')) : []),
  ];
}

/** What comes of a no, where one is offered. */
function noWords(choices: Question['choices'], worker: string): readonly string[] {
  const offers = (answer: string) => choices.some(({ key }) => key === answer);
  const hint = `czar nudge ${worker} tells it what to do instead.`;
  if (offers('never'))
    return [
      `After a no it may ask the same once more; "never" denies that by itself too, as long as this attempt lasts; ${hint}`,
    ];
  return offers('no') ? [`After a no it goes on by itself, and may ask the same again; ${hint}`] : [];
}

type Facts = Pick<Question, 'topic' | 'since' | 'before' | 'choices' | 'worker' | 'kept'>;

/** What a question is about, for a list: the task, or the project; a dialog is in a session, whatever task it is about. Harmless. */
export function aboutWords({ topic, task, worker }: Pick<Question, 'topic' | 'task' | 'worker'>): string {
  const name = topic === 'agent-asks' ? (worker ?? task) : (task ?? worker);
  return harmless(name ?? 'the project');
}

const sinceWords: Readonly<Partial<Record<Question['topic'], string>>> = {
  stuck: 'It stands still',
  'agent-asks': 'It asks',
};

/** Who waits for it, its number, and since when: "its task cart waits for you (3) since 02:10 (3h05m)". */
export function leadWords(
  { holds, task, number, since, askedAt }: Pick<Question, 'holds' | 'task' | 'number' | 'since' | 'askedAt'>,
  clock: Clock,
): string {
  const who = holds === 'task' && task !== null ? `task ${harmless(task)} waits for you` : 'needs you';
  return `${who} (${number}) ${sinceText(since ?? askedAt, clock)}`;
}

/**
 * A question in a list, where what is asked has to be seen first: "2nd time: (looks destructive) rm -rf build (denied 14:02)", without
 * the time where that is not known. How the session is opened is left out: a list has other ways. Harmless.
 */
export function listedWords(
  question: Pick<Question, 'topic' | 'text' | 'before' | 'kept'>,
  clock: Clock | null,
): string {
  const { topic, before = [], kept } = question;
  const text = harmless(
    topic === 'agent-asks' ? question.text.replace(/ \(czar attach [^()]*\)$/, '') : question.text,
  );
  if (kept !== undefined) return `answered, waits for the start: ${text}`;
  const last = before.at(-1);
  if (last === undefined) return text;
  const word = last.answer === 'no' || last.answer === 'never' ? 'denied' : `"${harmless(last.answer)}"`;
  const time = clock === null ? '' : ` ${dayClock(last.at, clock)}`;
  const asked = topic === 'agent-asks' ? text.replace(/^asks: /, '') : text;
  return `${ordinal(before.length + 1)} time: ${asked} (${word}${time})`;
}

/** What became of a question that is not open any more. */
export function closedWords({ number, answer, because, at }: ClosedQuestion, clock: Clock): string {
  return answer === null
    ? `Question ${number} needs no answer any more since ${agoText(at, clock)}: ${harmless(because)}.`
    : `Question ${number} is answered: you ${answerWords(answer)} at ${agoText(at, clock)}.`;
}

/** What was last seen on the screen of its worker, under a line that says when. Harmless. */
export function screenLines({ screen }: Pick<Question, 'screen'>, clock: Clock): readonly string[] {
  if (screen === undefined || screen.lines.length === 0) return [];
  return [`its screen at ${agoText(screen.at, clock)}:`, ...quotedLines(screen.lines)];
}

/** What an observation quotes, each line behind a bar. Harmless. */
export function quotedLines(lines: readonly string[] | undefined): readonly string[] {
  return (lines ?? []).map((line) => `| ${harmlessBlock(line).replaceAll('\t', '  ')}`.trimEnd());
}

function answerWords(answer: string): string {
  if (answer === 'no') return 'denied this';
  if (answer === 'never') return 'denied this for good';
  return answer === 'yes' || answer === 'always' ? 'allowed this' : `said "${harmless(answer)}" to this`;
}

function ordinal(count: number): string {
  const tens = count % 100;
  const ending = tens >= 11 && tens <= 13 ? undefined : ['st', 'nd', 'rd'][(count % 10) - 1];
  return `${count}${ending ?? 'th'}`;
}
