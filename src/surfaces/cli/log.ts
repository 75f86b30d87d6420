import { isLook } from '../../views/action-words.ts';
import { timelinePage, timelineText, type TimelineRow, type Underway } from '../../views/timeline.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseUnknown } from './names.ts';
import { countOption, flag, jsonOption, type JsonOption } from './options.ts';
import { withProject } from './project.ts';
import type { ProjectDoor } from './project-door.ts';
import { frameOf, sayJson } from './say.ts';
import { verb, type Call } from './verb.ts';

interface Options extends JsonOption {
  readonly follow?: true;
  readonly worker?: string;
  readonly task?: string;
  readonly lines: number;
}

/** What was seen, decided and done, from the journal. */
export const log = verb<Options>({
  usage: 'log',
  about: 'show what was seen, decided and done, and why (times are UTC)',
  examples: ['log', 'log -f', 'log --worker engineer1 -n 20', 'log --task cart-totals --json'],
  changes: false,
  options: [
    flag('-f, --follow', 'go on, until interrupted'),
    flag('-w, --worker <name>', 'only what is about this worker'),
    flag('-t, --task <name>', 'only what is about this task'),
    countOption('-n, --lines <count>', 'at most this many, the newest', { min: 1, max: 100_000, preset: 50 }),
    jsonOption('one object per line'),
  ],
  run,
});

async function run({ options, dir }: Call<Options>, io: CliIo): Promise<ExitCode> {
  return withProject({ dir }, io, async (door) => {
    const { worker, task } = options;
    const unknown =
      (worker === undefined ? null : await refuseUnknown({ door, io }, 'worker', [worker])) ??
      (task === undefined ? null : await refuseUnknown({ door, io }, 'task', [task]));
    return unknown ?? showAndFollow(door, io, options);
  });
}

/** A row needs several journal lines, and looks at screens and filters leave many out. */
const lookBack = 60;
const mostLines = 200_000;
const pageLines = 1_000;
const pollMs = 500;

async function showAndFollow(door: ProjectDoor, io: CliIo, options: Options): Promise<ExitCode> {
  const filtered = options.worker !== undefined || options.task !== undefined;
  const limit = filtered ? mostLines : Math.min(mostLines, options.lines * lookBack);
  const lines = await door.journal({ afterSeq: null, limit });
  const page = timelinePage(lines, new Map());
  print(page.rows.filter((row) => isWanted(row, options)).slice(-options.lines), io, options);
  if (options.follow !== true) return exit.done;
  return follow({ door, io, options }, { afterSeq: lines.at(-1)?.seq ?? 0, open: page.open });
}

interface Following {
  readonly door: ProjectDoor;
  readonly io: CliIo;
  readonly options: Options;
}

async function follow(
  { door, io, options }: Following,
  from: { afterSeq: number; open: Underway },
): Promise<ExitCode> {
  for (let { afterSeq, open } = from; ; ) {
    const interrupted = io.interrupted();
    if (interrupted !== null) return interrupted;
    const lines = await door.journal({ afterSeq, limit: pageLines });
    const page = timelinePage(lines, open);
    print(
      page.rows.filter((row) => isWanted(row, options)),
      io,
      options,
    );
    ({ open } = page);
    afterSeq = lines.at(-1)?.seq ?? afterSeq;
    if (lines.length < pageLines) await io.wait(pollMs);
  }
}

/** Looks at screens are for programs that read it. */
function isWanted(row: TimelineRow, { worker, task, json }: Options): boolean {
  if (json !== true && isLook(row)) return false;
  return (worker === undefined || row.worker === worker) && (task === undefined || row.task === task);
}

function print(rows: readonly TimelineRow[], io: CliIo, options: Options): void {
  // Whoever reads it through a pipe wants the whole lines.
  const columns = io.stdout.isTerminal ? io.stdout.columns : Number.MAX_SAFE_INTEGER;
  if (options.json !== true) return io.stdout.write(timelineText(rows, { ...frameOf(io), columns }));
  for (const row of rows) sayJson(io, row, 'line');
}
