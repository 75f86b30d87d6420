/** What was observed, or why it could not be: "cannot look" is never "nothing there". */
export type Seen<T> =
  | { readonly known: true; readonly value: T; readonly at: number }
  | { readonly known: false; readonly reason: string; readonly since: number };

export function known<T>(value: T, at: number): Seen<T> {
  return { known: true, value, at };
}

export function unknown(reason: string, since: number): Seen<never> {
  return { known: false, reason, since };
}
