import type { Effect } from '../../views/tui/state.ts';
import type { TuiIo } from './io.ts';
import type { Store } from './store.ts';

/** Gives the terminal to somebody else for a while, or paints all of it anew. */
export interface Pause {
  during<T>(use: () => Promise<T>): Promise<T>;
  readonly repaint: () => void;
}

interface Acting {
  readonly io: TuiIo;
  readonly store: Store;
  readonly pause: Pause;
  readonly end: () => void;
}

/** Does what a key asked for, and tells what came of it. */
export function effectsOf(acting: Acting): (effect: Effect) => void {
  const { io, store, pause, end } = acting;
  let running: AbortController | null = null;
  let isAway = false;
  const tell = (tone: 'good' | 'bad' | 'plain', text: string): void =>
    store.input({ on: 'told', tone, text });
  const away = async (use: () => Promise<void>): Promise<void> => {
    if (isAway) return;
    isAway = true;
    try {
      await pause.during(use);
    } catch (error) {
      tell('bad', messageOf(error));
    } finally {
      isAway = false;
    }
  };
  const run = async (argv: readonly string[], show: 'toast' | 'page'): Promise<void> => {
    running?.abort();
    const own = new AbortController();
    running = own;
    await ran({ acting, argv, show, signal: own.signal });
    if (running === own) running = null;
  };
  return (effect) => {
    switch (effect.do) {
      case 'quit':
        return end();
      case 'repaint':
        return pause.repaint();
      case 'suspend':
        return void away(() => io.suspend());
      case 'retake':
        return void away(() => Promise.resolve());
      case 'say':
        return tell('plain', effect.text);
      case 'interrupt':
        return running?.abort();
      case 'attach':
        return void away(async () => {
          if (!(await io.attach(effect.worker, { readOnly: effect.readOnly })))
            tell('bad', `${effect.worker} has no session now`);
        });
      case 'edit':
        return void away(async () => tell('plain', await io.edit(effect.task)));
      case 'run':
        return void run(effect.argv, effect.show);
    }
  };
}

interface Running {
  readonly acting: Acting;
  readonly argv: readonly string[];
  readonly show: 'toast' | 'page';
  readonly signal: AbortSignal;
}

const mostLines = 20_000;

/** A toast says the last line; a page shows all of them as they come. */
async function ran({ acting: { io, store }, argv, show, signal }: Running): Promise<void> {
  const command = argv.join(' ');
  const lines: string[] = [];
  const output = (exit: number | null): void => {
    if (show === 'page') store.update({ output: { command, lines: [...lines], exit } });
  };
  let isDue = false;
  const soon = (): void => {
    if (isDue) return;
    isDue = true;
    queueMicrotask(() => {
      isDue = false;
      output(null);
    });
  };
  output(null);
  if (show === 'toast') store.input({ on: 'told', tone: 'plain', text: `czar ${command} …` });
  let exit = 1;
  try {
    exit = await io.run({
      argv,
      columns: io.stdout.columns - 2,
      signal,
      onLine: (line) => {
        if (lines.length < mostLines) lines.push(line);
        soon();
      },
    });
  } catch (error) {
    lines.push(messageOf(error));
  }
  isDue = true;
  output(exit);
  if (show !== 'toast') return;
  const said = exit === 0 ? lines.at(-1) : lines[0];
  store.input({ on: 'told', tone: exit === 0 ? 'good' : 'bad', text: said ?? `czar ${command}: done` });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
