import type { Size } from '../../views/tui/view.ts';
import type { Canvas } from './canvas.ts';
import type { Pause } from './effects.ts';
import type { TuiIo } from './io.ts';
import type { Store } from './store.ts';
import type { Screen } from './terminal.ts';
import { within } from './within.ts';

export interface HeldPause extends Pause {
  /** Until nobody else has the terminal, or it lasts too long. */
  readonly rest: () => Promise<void>;
}

interface Pausing {
  readonly io: TuiIo;
  readonly store: Store;
  readonly canvas: Canvas;
  readonly screen: Screen;
  /** The terminal is not taken again then. */
  readonly over: AbortSignal;
}

/** A program that was told to end does so within this time. */
const handBackMs = 2_000;

export function pauseOf({ io, store, canvas, screen, over }: Pausing): HeldPause {
  let held: Promise<unknown> = Promise.resolve();
  const takeAgain = (): void => {
    screen.take();
    store.resize(sizeOf(io));
    canvas.show();
  };
  return {
    rest: async () => void (await within(handBackMs, held)),
    during: async (hold) => {
      canvas.hide();
      await io.quiet();
      screen.giveBack();
      const holding = hold();
      held = Promise.allSettled([holding]);
      try {
        return await holding;
      } finally {
        if (!over.aborted) takeAgain();
      }
    },
    repaint: () => canvas.repaint(() => store.resize(sizeOf(io))),
  };
}

export function sizeOf({ stdout }: Pick<TuiIo, 'stdout'>): Size {
  return { columns: stdout.columns, rows: stdout.rows };
}
