import { useInput, useStdin } from 'ink';
import { useState } from 'react';
import type { Hear } from './keys.ts';
import { meansNothing } from './known-keys.ts';
import type { Store } from './store.ts';

interface AppProps {
  readonly store: Store;
  readonly hear: Hear;
}

/** Keys on their way to the views. It shows nothing: frames are painted by `canvas`, at a fraction of what a layout of them costs. */
export function App({ store, hear }: AppProps): null {
  const { internal_eventEmitter: typed } = useStdin();
  useState(() => leaveOut(typed));
  useInput((input, key) => {
    for (const heard of hear(input, key)) store.input(heard);
  });
  return null;
}

type Typed = ReturnType<typeof useStdin>['internal_eventEmitter'];

/** Here each sequence is by itself, and whole: also one of which the escape character came before the rest. */
function leaveOut(typed: Typed): Typed {
  const emit = typed.emit.bind(typed);
  typed.emit = (event, ...args: unknown[]) =>
    args.some((one) => typeof one === 'string' && meansNothing(one)) || emit(event, ...args);
  return typed;
}
