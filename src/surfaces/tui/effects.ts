import type { Effect } from '../../views/tui/state.ts';
import type { TuiIo } from './io.ts';
import type { Runs } from './runs.ts';
import type { Store } from './store.ts';

/** Gives the terminal to somebody else for a while, or paints all of it anew. */
export interface Pause {
  during<T>(use: () => Promise<T>): Promise<T>;
  readonly repaint: () => void;
}

interface Acting {
  readonly io: TuiIo;
  readonly store: Store;
  readonly runs: Runs;
  readonly pause: Pause;
  readonly end: () => void;
}

/** Does what a key asked for, and tells what came of it. */
export function effectsOf({ io, store, runs, pause, end }: Acting): (effect: Effect) => void {
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
        return runs.interrupt();
      case 'attach':
        return void away(async () => {
          if (!(await io.attach(effect.worker, { readOnly: effect.readOnly })))
            tell('bad', `${effect.worker} has no session now`);
        });
      case 'edit':
        return void away(async () => {
          const { says, isKept } = await io.edit(effect.task);
          tell(isKept ? 'plain' : 'bad', says);
        });
      case 'run':
        return effect.show === 'page' ? runs.page(effect.argv) : runs.order(effect.argv);
    }
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
