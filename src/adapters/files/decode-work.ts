import type { Works } from './work.ts';

/** Both ends of the thread are ours, and what goes through it is copied: the types are known, only the compiler cannot know. */
export function decodeOrder(data: unknown): {
  readonly what: keyof Works;
  readonly input: Works[keyof Works]['in'];
} {
  return data as { what: keyof Works; input: Works[keyof Works]['in'] };
}

export function decodeResult<K extends keyof Works>(_what: K, result: unknown): Works[K]['out'] {
  return result as Works[K]['out'];
}
