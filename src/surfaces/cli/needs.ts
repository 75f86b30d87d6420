import { questionsText } from '../../views/questions.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { jsonOption, type JsonOption } from './options.ts';
import { refuseDown } from './order.ts';
import { look, openQuestions, withProject } from './project.ts';
import { complain, frameOf, sayJson } from './say.ts';
import { verb, type Call } from './verb.ts';

/** The open questions in full, with the commands that answer them. */
export const needs = verb<JsonOption>({
  usage: 'needs',
  about: 'list what waits for you, and how to answer it',
  examples: ['needs', 'needs --json'],
  changes: false,
  options: [jsonOption('the questions as data')],
  run,
});

async function run({ options, dir }: Call<JsonOption>, io: CliIo): Promise<ExitCode> {
  return withProject({ dir }, io, async (door) => {
    const { snapshot, supervisor } = await look(door);
    if (snapshot === null) return refuseDown(io, 'list what needs you', door.project);
    if (supervisor !== 'alive')
      complain(io, exit.done, 'not running: these are the questions of the last run');
    const questions = await openQuestions(door, snapshot, supervisor);
    if (options.json === true) sayJson(io, questions);
    else io.stdout.write(questionsText(questions, frameOf(io)));
    return exit.done;
  });
}
