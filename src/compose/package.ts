import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeVersion } from './decode-version.ts';

/** Where the package lies: in a checkout the top of the repository. */
export const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

/** What this very program was started as, for starting it again. */
export const mainFile = fileURLToPath(new URL('../main.js', import.meta.url));

export function packageVersion(): string {
  return decodeVersion(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
}
