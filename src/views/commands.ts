import type { Unaccepted, UnacceptedCommand } from '../domain/command.ts';
import { harmlessBlock } from './cells.ts';

/** What a person is asked to accept, whole: nothing is cut, whatever the terminal's width. */
export function commandsText(unaccepted: Unaccepted): string {
  const head = unaccepted.isFirst
    ? 'The files of this project name what is to run on this machine, as you:'
    : 'The files of this project name other commands than those that you accepted:';
  return [head, ...commandLines(unaccepted)].map((line) => `${line}\n`).join('');
}

/** One line for each, and one for what was accepted in its place. */
export function commandLines({ commands }: Unaccepted): readonly string[] {
  return commands.flatMap(linesOf);
}

function linesOf({ what, shows, before, tasks }: UnacceptedCommand): readonly string[] {
  const [task] = tasks;
  const more = tasks.length > 1 ? ` and ${tasks.length - 1} more` : '';
  const of = task === undefined ? '' : ` of ${task}${more}`;
  const line = `  ${what}${of}: ${shows}`;
  if (before === null) return [harmlessBlock(line)];
  const old = before.shows === shows ? 'the same, with another value that is not shown' : before.shows;
  return [harmlessBlock(line), harmlessBlock(`    before: ${old}`)];
}
