import type { Watched } from '../../ports/client.ts';
import { cutToRows, repaint, rowsUnlessKnown, type Painted } from '../../views/repaint.ts';
import type { ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import type { ProjectDoor } from './project-door.ts';
import { untilInterrupted } from './until-interrupted.ts';

export interface WatchedPage {
  readonly few: boolean;
  /** `lines`: one line for each picture, and nothing in between. `page`: the same page every second, with its age. */
  readonly style: 'lines' | 'page';
  readonly text: (seen: Watched) => string;
}

/** Shows the picture as it changes, until it is interrupted. */
export async function watchStatus(door: ProjectDoor, io: CliIo, page: WatchedPage): Promise<ExitCode> {
  const few = page.few ? { few: true as const } : {};
  const show = shower(io, page);
  let seen: Watched | null = null;
  return untilInterrupted(
    (signal) => door.client.watch({ signal, ...few }),
    io,
    (heard) => {
      seen = heard?.value ?? seen;
      if (seen !== null) show(seen, heard === null ? 'second' : 'news');
    },
  );
}

type Show = (seen: Watched, because: 'second' | 'news') => void;

function shower({ stdout }: CliIo, { style, text }: WatchedPage): Show {
  if (style === 'lines') return onlyNews(text, (line) => stdout.write(line));
  if (!stdout.isTerminal) return everySecond((seen) => stdout.write(text(seen)));
  let before: Painted | null = null;
  return (seen) => {
    const { columns, rows = rowsUnlessKnown } = stdout;
    const lines = cutToRows(text(seen).trimEnd().split('\n'), rows);
    const after: Painted = { lines, columns, rows };
    const change = repaint(before, after);
    before = after;
    if (change !== '') stdout.write(change);
  };
}

/** A beat is no news. */
function onlyNews(text: (seen: Watched) => string, write: (text: string) => void): Show {
  let before: Watched | null = null;
  return (seen) => {
    const isOld = before?.snapshot === seen.snapshot && before.supervisor === seen.supervisor;
    before = seen;
    if (!isOld) write(text(seen));
  };
}

/** Into a file or a pipe, where what is written stays. */
function everySecond(write: (seen: Watched) => void): Show {
  let isFirst = true;
  return (seen, because) => {
    if (isFirst || because === 'second') write(seen);
    isFirst = false;
  };
}
