import { numberTyped, type Question } from '../../domain/question.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { giveOrder, refuseDown } from './order.ts';
import { look, openQuestions, withProject } from './project.ts';
import { badUsage, refuse } from './say.ts';
import { verb, type Call } from './verb.ts';

/** Answers an open question by its number; the supervisor checks again that it still stands. */
export const answer = verb<object>({
  usage: 'answer <question> <answer...>',
  about: 'answer a question of "czar needs"; "-" reads the answer from stdin',
  examples: ['answer 3 retry', 'answer 4 "keep both endpoints, v1 is deprecated"'],
  changes: true,
  options: [],
  run,
});

async function run({ args, dir }: Call<object>, io: CliIo): Promise<ExitCode> {
  const [wanted = '', ...words] = args;
  return withProject({ dir }, io, async (door) => {
    const { snapshot, supervisor } = await look(door);
    if (snapshot === null) return refuseDown(io, 'answer', wanted);
    const number = numberTyped(wanted);
    const open = await openQuestions(door, snapshot, supervisor);
    const question = open.find((one) => one.id === wanted || String(one.number) === number);
    if (question === undefined) return refuseClosed(io, wanted, open);
    if (question.kept !== undefined) return refuseSecond(io, question, question.kept);
    const typed = words.join(' ');
    const text = (typed === '-' ? await io.stdin.readAll() : typed).trim();
    const refused = refuseAnswer(io, question, text);
    return refused ?? giveOrder({ door, io }, { do: 'answer', question: question.id, answer: text }, 'leave');
  });
}

function refuseClosed(io: CliIo, wanted: string, open: readonly Question[]): ExitCode {
  const numbers = open.map(({ number }) => number).sort((a, b) => a - b);
  return refuse(io, exit.missing, {
    what: 'answer the question',
    on: wanted,
    because: 'it is not open: answered, settled by itself, or never asked',
    help: numbers.length === 0 ? 'nothing needs you' : `open: ${numbers.join(', ')} (czar needs)`,
  });
}

/** The first one is carried out at the start: a second one would do nothing. */
function refuseSecond(io: CliIo, { number }: Question, kept: string): ExitCode {
  return refuse(io, exit.missing, {
    what: 'take a second answer',
    on: `question ${number}`,
    because: `it is answered "${kept}", which waits for the next start`,
    help: 'czar start carries it out',
  });
}

function refuseAnswer(io: CliIo, { number, choices, freeText }: Question, text: string): ExitCode | null {
  if (choices.some(({ key }) => key === text)) return null;
  if (freeText && text !== '') return null;
  const keys = choices.map(({ key }) => key).join(', ');
  return badUsage(io, {
    what: 'take this answer',
    on: `question ${number}`,
    because: text === '' ? 'it is empty' : `expected one of: ${keys}`,
    help: `czar answer ${number} ${choices[0]?.key ?? '"<text>"'}   (czar needs shows all)`,
  });
}
