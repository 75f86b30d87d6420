import { harmlessBlock } from '../../views/cells.ts';
import { newLines } from '../../views/lists.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseUnknown } from './names.ts';
import { countOption, flag, jsonOption, type JsonOption } from './options.ts';
import { withProject } from './project.ts';
import type { Peek, ProjectDoor } from './project-door.ts';
import { refuse, sayJson } from './say.ts';
import { verb, type Call } from './verb.ts';

interface Options extends JsonOption {
  readonly follow?: true;
  readonly lines: number;
}

/** What a worker's terminal shows, without touching it. */
export const peek = verb<Options>({
  usage: 'peek <worker>',
  about: "show a worker's screen, or the end of its log when it has no session",
  examples: ['peek engineer1', 'peek engineer1 -f', 'peek engineer1 -n 10'],
  changes: false,
  options: [
    flag('-f, --follow', 'go on, until interrupted'),
    countOption('-n, --lines <count>', 'at most this many, the last ones', {
      min: 1,
      max: 10_000,
      preset: 200,
    }),
    jsonOption('source and lines as data'),
  ],
  run,
});

async function run({ args, options, dir }: Call<Options>, io: CliIo): Promise<ExitCode> {
  const [worker = ''] = args;
  return withProject({ dir }, io, async (door) => {
    const unknown = await refuseUnknown({ door, io }, 'worker', [worker]);
    if (unknown !== null) return unknown;
    const first = await door.peek(worker);
    if (first === null)
      return refuse(io, exit.missing, {
        what: 'peek',
        on: worker,
        because: 'it has neither a session nor a log yet',
        help: `czar why ${worker}`,
      });
    const lines = shown(first, options.lines);
    if (options.json === true) sayJson(io, { worker, source: first.source, lines });
    else print(lines, io);
    return options.follow === true ? follow({ door, io, worker, count: options.lines }, lines) : exit.done;
  });
}

/** Blank lines below the last text of a screen say nothing. */
function shown({ lines }: Peek, count: number): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return lines.slice(Math.max(0, last + 1 - count), last + 1);
}

function print(lines: readonly string[], io: CliIo): void {
  for (const line of lines) io.stdout.write(`${harmlessBlock(line)}\n`);
}

const pollMs = 500;

interface Following {
  readonly door: ProjectDoor;
  readonly io: CliIo;
  readonly worker: string;
  readonly count: number;
}

/** On a terminal the screen is painted anew when it changed; elsewhere only lines that came in are added. */
async function follow({ door, io, worker, count }: Following, first: readonly string[]): Promise<ExitCode> {
  for (let before = first; ; ) {
    await io.wait(pollMs);
    const interrupted = io.interrupted();
    if (interrupted !== null) return interrupted;
    const now = await door.peek(worker);
    const lines = now === null ? before : shown(now, count);
    const added = newLines(before, lines);
    if (added.length > 0 && io.stdout.isTerminal) io.stdout.write('\u001b[H\u001b[2J');
    print(io.stdout.isTerminal && added.length > 0 ? lines : added, io);
    before = lines;
  }
}
