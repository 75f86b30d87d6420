import { render } from 'ink';
import { App } from './app.tsx';
import type { TuiIo } from './io.ts';
import { hearing } from './keys.ts';
import type { Store } from './store.ts';
import { mute, typedOn } from './streams.ts';

export interface Mounted {
  unmount(): void;
}

/** Begins to listen to keys. What Ink writes by itself is dropped: the screen is painted elsewhere. */
export function mount(io: TuiIo, store: Store): Mounted {
  const stream = mute(io.stdout);
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
