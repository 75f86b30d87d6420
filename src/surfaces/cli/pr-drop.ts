import type { PullRequest } from '../../domain/pull-request.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import type { JsonOption } from './options.ts';
import { sendOrder } from './order.ts';
import type { ProjectDoor } from './project-door.ts';
import { badUsage, complain, say, sayJson } from './say.ts';

interface Dropping {
  readonly door: ProjectDoor;
  readonly io: CliIo;
  readonly options: JsonOption & { readonly yes?: true };
}

/** Orders that the work of a pull request is taken out again. What was built on it is named first, and asked about. */
export async function dropRequest(page: Dropping, { number, task }: PullRequest): Promise<ExitCode> {
  const { io, options } = page;
  if (task === null)
    return badUsage(io, { what: 'drop', on: `#${number}`, because: 'it is the omnibus', help: 'czar pr' });
  const sent = await give(page, task, options.yes === true);
  if (sent.sent === 'no' && sent.exit === exit.human) return askFirst(page, { number, task });
  return tell(page, { number, task }, sent);
}

type Given = Awaited<ReturnType<typeof sendOrder>>;
interface Dropped {
  readonly number: number;
  readonly task: string;
}

function give({ door, io }: Dropping, task: string, confirmed: boolean): Promise<Given> {
  return sendOrder({ door, io }, { do: 'drop', task, confirmed }, 'refuse');
}

async function askFirst(page: Dropping, what: Dropped): Promise<ExitCode> {
  const { io } = page;
  if (!io.stdin.isTerminal)
    return complain(io, exit.human, `czar pr drop ${what.task} --yes takes it out all the same`);
  const typed = await io.stdin.ask('Take it out all the same? [y/N] ');
  if (typed === null || !/^y(es)?$/i.test(typed.trim()))
    return io.interrupted() ?? complain(io, exit.done, 'it stays in');
  return tell(page, what, await give(page, what.task, true));
}

function tell({ io, options }: Dropping, what: Dropped, sent: Given): ExitCode {
  if (sent.sent !== 'now') return sent.sent === 'no' ? sent.exit : exit.failed;
  if (options.json === true) sayJson(io, { ...what, says: sent.says });
  else say(io, sent.says);
  return exit.done;
}
