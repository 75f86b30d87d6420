import type { Effect } from './effect.ts';

/** How soon work that nobody wants any more is called off. */
const LOOK_EVERY_MS = 1_000;

/** What came of it, or why it was called off. */
export type Wanted<T> =
  | { readonly wanted: true; readonly result: T }
  | { readonly wanted: false; readonly because: string };

/** Does long work as long as `whyOver` says nothing; then ends it by the signal that it was handed. */
export async function whileWanted<T>(
  effect: Effect,
  whyOver: () => string | null,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Wanted<T>> {
  const off = new AbortController();
  const done = new AbortController();
  const watching = watch(effect, whyOver, { off, done: done.signal });
  try {
    return { wanted: true, result: await work(AbortSignal.any([effect.signal, off.signal])) };
  } catch (error) {
    // What ends because it was called off fails in its own way.
    const because = whyCalledOff(off.signal);
    if (because === null) throw error;
    return { wanted: false, because };
  } finally {
    done.abort('done');
    await watching;
  }
}

async function watch(
  { parts, signal }: Effect,
  whyOver: () => string | null,
  { off, done }: { readonly off: AbortController; readonly done: AbortSignal },
): Promise<void> {
  while (!done.aborted && !signal.aborted && !off.signal.aborted) {
    await parts.clock.wait(LOOK_EVERY_MS, done);
    const because = done.aborted ? null : whyOver();
    if (because !== null) off.abort(because);
  }
}

function whyCalledOff({ aborted, reason }: AbortSignal): string | null {
  return aborted ? String(reason) : null;
}
