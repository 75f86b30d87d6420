import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Brings `dist/` up to date once, before the end-to-end tests that run it. */
export function setup(): void {
  const build = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));
  execFileSync(process.execPath, [build, '--if-stale'], { stdio: 'inherit' });
}
