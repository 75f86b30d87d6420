import { setImmediate as nextTurn } from 'node:timers/promises';

/** Puts the terminal back however this process ends, a crash included. */
export function guardTerminal(): { readonly onEnd: (restore: (() => void) | null) => void } {
  let restore: (() => void) | null = null;
  const run = (): void => restore?.();
  process.on('exit', run);
  // Before anything is said about it: what is written to the other screen is gone with it.
  process.prependListener('uncaughtException', run);
  return {
    onEnd: (next) => {
      restore = next;
    },
  };
}

/**
 * Stops reading the terminal. The stream looks for listeners once the present turn is over; before, it takes a pause for nothing new and
 * reads on.
 */
export async function quiet(): Promise<void> {
  await nextTurn();
  process.stdin.pause();
}

/** Stops this process like Ctrl-Z does, until somebody continues it. */
export function suspend(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGCONT', () => resolve());
    process.kill(process.pid, 'SIGSTOP');
  });
}

export function onJob({ stop, goesOn }: { readonly stop: () => void; readonly goesOn: () => void }): void {
  process.on('SIGTSTP', stop);
  process.on('SIGCONT', () => {
    // Nobody told it of a new size of the window while it was stopped.
    process.kill(process.pid, 'SIGWINCH');
    goesOn();
  });
}
