import { render } from 'ink';
import { App } from './app.tsx';
import type { TuiIo } from './io.ts';
import { hearing } from './keys.ts';
import type { Store } from './store.ts';
import { framesTo, typedOn } from './streams.ts';

export interface Mounted {
  unmount(): void;
}

interface Mounting {
  readonly io: TuiIo;
  readonly store: Store;
  readonly paint: (frame: string) => void;
}

/**
 * Begins to listen to keys. Ink tells each frame as a whole (what it calls debugging), and it is painted elsewhere: its own way to
 * write only what changed begins where the cursor is, and is a line off in 6.8.
 */
export function mount({ io, store, paint }: Mounting): Mounted {
  const stream = framesTo(io.stdout, paint);
  const instance = render(<App store={store} hear={hearing()} />, {
    stdout: stream,
    stdin: typedOn(io.stdin),
    stderr: stream,
    exitOnCtrlC: false,
    patchConsole: false,
    debug: true,
  });
  return { unmount: () => instance.unmount() };
}
