import type { Watched } from '../../ports/client.ts';
import { cutToRows, repaint, type Painted } from '../../views/repaint.ts';
import type { ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import type { ProjectDoor } from './project-door.ts';

const secondMs = 1_000;
const rowsUnlessKnown = 24;

export interface WatchedPage {
  readonly few: boolean;
  /** `lines`: one line for each picture, and nothing in between. `page`: the same page every second, with its age. */
  readonly style: 'lines' | 'page';
  readonly text: (seen: Watched) => string;
}

/** Shows the picture as it changes, until it is interrupted. */
export async function watchStatus(door: ProjectDoor, io: CliIo, page: WatchedPage): Promise<ExitCode> {
  const over = new AbortController();
  const options = { signal: over.signal, ...(page.few ? { few: true as const } : {}) };
  const news = door.client.watch(options)[Symbol.asyncIterator]();
  const show = shower(io, page);
  let seen: Watched | null = null;
  let next = news.next();
  let second = io.wait(secondMs);
  try {
    for (;;) {
      const heard: IteratorResult<Watched> | null = await Promise.race([next, second.then(() => null)]);
      const interrupted = io.interrupted();
      if (interrupted !== null) return interrupted;
      if (heard === null) second = io.wait(secondMs);
      else next = news.next();
      if (heard?.done === false) seen = heard.value;
      if (seen !== null) show(seen, heard === null ? 'second' : 'news');
    }
  } finally {
    over.abort();
    await next;
  }
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
