import type { Leash } from '../ports/tether.ts';

/** For what is done while no journal is open that could tell a successor of it; it ends with this process on every signal but KILL. */
export function looseLeash({ signal }: Pick<Leash, 'signal'>): Leash {
  return { tether: { spawned: () => Promise.resolve() }, signal };
}
