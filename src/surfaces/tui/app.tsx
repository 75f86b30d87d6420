import { Text, useInput } from 'ink';
import { useSyncExternalStore, type ReactElement } from 'react';
import type { Hear } from './keys.ts';
import type { Store } from './store.ts';

interface AppProps {
  readonly store: Store;
  readonly hear: Hear;
}

/** Lines that the views have drawn, and keys on their way to them. */
export function App({ store, hear }: AppProps): ReactElement {
  const frame = useSyncExternalStore(store.subscribe, store.frame);
  useInput((input, key) => {
    for (const heard of hear(input, key)) store.input(heard);
  });
  return <Text wrap="truncate-end">{frame}</Text>;
}
