import type { View } from './view.ts';

/** What the session is doing; `answer` ends what waits for a person. */
export type Mode =
  | { readonly name: 'prompt' }
  | { readonly name: 'busy'; readonly sinceMs: number }
  | { readonly name: 'resting'; readonly text: string }
  | { readonly name: 'asking'; answer(text: string): void }
  | { readonly name: 'dialog'; readonly title: string; readonly text: string; answer(yes: boolean): void };

/** How a mode looks at `nowMs` of the clock that `sinceMs` is read from. A question leaves the prompt open. */
export function shownMode(mode: Mode, nowMs: number): View['mode'] {
  if (mode.name === 'busy') return { name: 'busy', forMs: nowMs - mode.sinceMs };
  return mode.name === 'asking' ? { name: 'prompt' } : mode;
}
