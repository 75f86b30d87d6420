import type { TuiIo } from './io.ts';
import type { Store } from './store.ts';
import { within } from './within.ts';

/** Verbs of the command line that keys and the palette run. */
export interface Runs {
  /** Shows all of what it says, as it comes; the one that had the page before is called off. */
  page(argv: readonly string[]): void;
  /** Calls off what runs on the page. */
  interrupt(): void;
  /** Says in one line what came of it; what went wrong with all that helps. No later one calls it off. */
  order(argv: readonly string[]): void;
  /**
   * Called at the end: what was ordered a moment ago reaches the supervisor, and its outcome is waited for no longer than a person would.
   * Resolves to the outcomes that nobody has seen.
   */
  settle(): Promise<readonly string[]>;
}

type Given = Pick<TuiIo, 'run' | 'stdout'>;
type Shown = Pick<Store, 'update' | 'input'>;

/** Most orders have come to something by then. */
const outcomeMs = 500;
/** A supervisor with much to do has written down an order by then. */
const takenMs = 3_000;

export function openRuns(io: Given, store: Shown): Runs {
  let page: AbortController | null = null;
  const orders = new Map<Promise<string>, AbortController>();
  return {
    page(argv) {
      page?.abort();
      const own = new AbortController();
      page = own;
      void runOnPage({ io, store, argv, signal: own.signal, hasPage: () => page === own });
    },
    interrupt: () => page?.abort(),
    order(argv) {
      const own = new AbortController();
      const running = runAside({ io, store, argv, signal: own.signal });
      orders.set(running, own);
      void running.finally(() => orders.delete(running));
    },
    async settle() {
      page?.abort();
      const open = [...orders];
      const all = Promise.all(open.map(([running]) => running));
      const outcomes = await within(outcomeMs, all);
      if (outcomes !== null) return outcomes;
      for (const [, own] of open) own.abort();
      return (await within(takenMs, all)) ?? [];
    },
  };
}

interface Running {
  readonly io: Given;
  readonly store: Shown;
  readonly argv: readonly string[];
  readonly signal: AbortSignal;
}

const mostLines = 20_000;
/** Of what went wrong: the fault, and what helps. */
const mostToldLines = 8;

async function runOnPage(running: Running & { readonly hasPage: () => boolean }): Promise<void> {
  const { store, hasPage } = running;
  const command = running.argv.join(' ');
  const lines: string[] = [];
  const show = (exit: number | null): void => {
    if (hasPage()) store.update({ output: { command, lines: [...lines], exit } });
  };
  let isDue = false;
  show(null);
  const exit = await ran(running, (line) => {
    lines.push(line);
    if (isDue) return;
    isDue = true;
    queueMicrotask(() => {
      isDue = false;
      show(null);
    });
  });
  isDue = true;
  show(exit);
}

/** Resolves to what it says about its outcome. */
async function runAside(running: Running): Promise<string> {
  const { store, argv, signal } = running;
  const command = argv.join(' ');
  const lines: string[] = [];
  store.input({ on: 'told', tone: 'plain', text: `czar ${command} …` });
  const exit = await ran(running, (line) => lines.push(line));
  const said = exit === 0 ? (lines.at(-1) ?? '') : lines.slice(0, mostToldLines).join('\n').trimEnd();
  const text = said === '' ? `czar ${command}: ${endWords(exit, signal)}` : said;
  store.input({ on: 'told', tone: exit === 0 ? 'good' : 'bad', text });
  return text;
}

/** Of one that says nothing. */
function endWords(exit: number, { aborted }: AbortSignal): string {
  if (exit === 0) return 'done';
  return aborted ? 'what came of it was not waited for (czar log)' : 'failed';
}

/** Its exit code; what could not be run at all says so in a line. */
async function ran({ io, argv, signal }: Running, onLine: (line: string) => void): Promise<number> {
  let count = 0;
  try {
    return await io.run({
      argv,
      columns: io.stdout.columns - 2,
      signal,
      onLine: (line) => {
        count += 1;
        if (count <= mostLines) onLine(line);
      },
    });
  } catch (error) {
    onLine(error instanceof Error ? error.message : String(error));
    return 1;
  }
}
