import type { Interruption } from './exit.ts';
import type { CliIo } from './io.ts';

const secondMs = 1_000;

/** Shows what comes in, and null every second, until a signal ends it; then what it comes from is closed. */
export async function untilInterrupted<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  io: CliIo,
  show: (heard: { readonly value: T } | null) => void,
): Promise<Interruption> {
  const over = new AbortController();
  const news = open(over.signal)[Symbol.asyncIterator]();
  let next = news.next();
  let second = io.wait(secondMs);
  try {
    for (;;) {
      const heard: IteratorResult<T> | null = await Promise.race([next, second.then(() => null)]);
      const interrupted = io.interrupted();
      if (interrupted !== null) return interrupted;
      if (heard === null) second = io.wait(secondMs);
      else next = news.next();
      show(heard?.done === false ? { value: heard.value } : null);
    }
  } finally {
    over.abort();
    await next;
  }
}
