import { randomBytes } from 'node:crypto';
import type { Forge } from '../../src/ports/forge.ts';
import type { ForgeBench } from './forge-suite.ts';

/** The bench of a forge that looks at no branch. */
export function withoutBranches(forge: Forge): ForgeBench {
  const sha = (): Promise<string> => Promise.resolve(randomBytes(20).toString('hex'));
  const said = async (number: number): Promise<readonly string[]> =>
    ((await forge.get(number))?.reviews ?? []).map(({ text }) => text);
  return { forge, commit: sha, merge: sha, said };
}
