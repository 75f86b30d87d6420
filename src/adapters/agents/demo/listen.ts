import type { Input } from './keys.ts';
import { keyReader } from './keys.ts';

/** After this time without a rest, a begun key sequence was the Esc key. */
const escapeMs = 50;

/** Hands on what is typed and pasted into the terminal of this process. */
export function listenToTerminal({
  take,
  ended,
}: {
  readonly take: (input: Input) => void;
  readonly ended: () => void;
}): void {
  const keys = keyReader();
  let escape: NodeJS.Timeout | undefined;
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk: string) => {
    clearTimeout(escape);
    for (const input of keys.feed(chunk)) take(input);
    if (!keys.pending) return;
    escape = setTimeout(() => {
      for (const input of keys.flush()) take(input);
    }, escapeMs);
  });
  process.stdin.on('end', ended);
}
