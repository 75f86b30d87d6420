import { fit, harmless, harmlessBlock } from '../../views/cells.ts';
import { newLines } from '../../views/lists.ts';
import { repaint, rowsUnlessKnown, type Painted } from '../../views/repaint.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseUnknown } from './names.ts';
import { countOption, flag, jsonOption, type JsonOption } from './options.ts';
import { withProject } from './project.ts';
import type { Peek, ProjectDoor } from './project-door.ts';
import { refuse, sayJson } from './say.ts';
import { untilInterrupted } from './until-interrupted.ts';
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
    if (options.follow === true) return follow({ door, io, worker, count: options.lines }, first);
    const lines = shown(first, options.lines);
    if (options.json === true) sayJson(io, { worker, source: first.source, lines });
    else print(lines, io);
    return exit.done;
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

interface Following {
  readonly door: ProjectDoor;
  readonly io: CliIo;
  readonly worker: string;
  readonly count: number;
}

/** On a terminal its changed lines are painted over; elsewhere only lines that came in are added. */
async function follow({ door, io, worker, count }: Following, first: Peek): Promise<ExitCode> {
  const paint = io.stdout.isTerminal ? painting(io) : adding(io);
  paint(shown(first, count));
  return untilInterrupted(
    (signal) => door.watchScreen(worker, { signal }),
    io,
    (heard) => {
      const seen = heard?.value ?? null;
      if (seen !== null) paint(shown(seen, count));
    },
  );
}

function painting({ stdout }: CliIo): (lines: readonly string[]) => void {
  let before: Painted | null = null;
  return (lines) => {
    const { columns, rows = rowsUnlessKnown } = stdout;
    const fitting = lines.slice(1 - rows).map((line) => fit(harmless(line), columns));
    const after: Painted = { lines: fitting, columns, rows };
    const change = repaint(before, after);
    before = after;
    if (change !== '') stdout.write(change);
  };
}

function adding(io: CliIo): (lines: readonly string[]) => void {
  let before: readonly string[] = [];
  return (lines) => {
    print(newLines(before, lines), io);
    before = lines;
  };
}
