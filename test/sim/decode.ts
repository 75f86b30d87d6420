/** What was written by `JSON.stringify` of a T: a copy that shares nothing with it. */
export function decodeJson<T>(text: string): T {
  return JSON.parse(text) as T;
}
