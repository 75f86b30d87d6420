import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new empty folder with its real path, removed when the test that asked for it has ended. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'czar-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 15 }));
  return folder;
}
