import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const compilerTimeoutMs = 60_000;

/**
 * Compiles `src` as it stands into a folder of its own, for tests that run it in a child process; gives the folder, which is there
 * as long as the tests of the file run. Called outside of tests, once per file.
 */
export function compiledSources(): string {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  // Inside the repository, so that the packages it imports are found.
  const folder = mkdtempSync(join(cache, 'czar-compiled-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [compiler, '-p', root, '--noCheck', '--outDir', folder], {
    timeout: compilerTimeoutMs,
  });
  return folder;
}
