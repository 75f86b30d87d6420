import { configValue } from './config.ts';
import { createGit } from './git.ts';

/** Whether git knows whom a commit in this repository is by. The environment is left out: agents do not inherit it. */
export async function knowsAuthor(
  gitDir: string,
  outerEnv: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const entries = await createGit(outerEnv, 'https:ssh').config({ gitDir, workTree: null });
  return configValue(entries, 'user.name') !== null && configValue(entries, 'user.email') !== null;
}
