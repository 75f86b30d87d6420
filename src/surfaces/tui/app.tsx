import { useInput } from 'ink';
import type { Hear } from './keys.ts';
import type { Store } from './store.ts';

interface AppProps {
  readonly store: Store;
  readonly hear: Hear;
}

/** Keys on their way to the views. It shows nothing: frames are painted by `canvas`, at a fraction of what a layout of them costs. */
export function App({ store, hear }: AppProps): null {
  useInput((input, key) => {
    for (const heard of hear(input, key)) store.input(heard);
  });
  return null;
}
