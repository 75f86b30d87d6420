/** A seeded source of everything that the simulation leaves to chance. The same seed gives the same numbers everywhere. */
export interface Random {
  /** At least `min`, at most `max`, both whole. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  /** Errors: an empty list. */
  pick<T>(list: readonly T[]): T;
  hex(digits: number): string;
  /** An independent source: what it gives does not depend on how much was drawn elsewhere. */
  fork(name: string): Random;
}

export function seeded(seed: string): Random {
  const next = sfc32(seed);
  const int = (min: number, max: number): number => min + Math.floor((next() / 2 ** 32) * (max - min + 1));
  return {
    int,
    chance: (probability) => next() / 2 ** 32 < probability,
    pick(list) {
      const picked = list[int(0, list.length - 1)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    hex: (digits) => Array.from({ length: digits }, () => int(0, 15).toString(16)).join(''),
    fork: (name) => seeded(`${seed}/${name}`),
  };
}

/** Chris Doty-Humphrey's small fast counter, seeded by an FNV-1a hash of the text. */
function sfc32(seed: string): () => number {
  let [a, b, c, counter] = [hash(`${seed}a`), hash(`${seed}b`), hash(`${seed}c`), 1];
  const next = (): number => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    c |= 0;
    return result >>> 0;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value | 0;
}
