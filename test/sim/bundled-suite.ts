import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { removeFolder } from '../support/remove-folder.ts';
import type * as Seeds from './seeds-suite.ts';

type Suite = Pick<typeof Seeds, 'runSeeds'>;

/**
 * The seeds and all that they run as one module. A test runner reaches each import through an object of its own, and that is a
 * fifth of the time of a run.
 */
export async function bundledSuite(): Promise<Suite> {
  const folder = mkdtempSync(join(tmpdir(), 'czar-sim-'));
  try {
    const file = join(folder, 'suite.mjs');
    const build = await rolldown({
      input: fileURLToPath(new URL('seeds-suite.ts', import.meta.url)),
      platform: 'node',
      resolve: { mainFields: ['module', 'main'] },
    });
    await build.write({ file, format: 'esm', codeSplitting: false });
    await build.close();
    const suite: unknown = await import(pathToFileURL(file).href);
    if (!isSuite(suite)) throw new Error('the bundle is not the suite');
    return suite;
  } finally {
    removeFolder(folder);
  }
}

function isSuite(loaded: unknown): loaded is Suite {
  return (
    typeof loaded === 'object' &&
    loaded !== null &&
    'runSeeds' in loaded &&
    typeof loaded.runSeeds === 'function'
  );
}
