import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { openProjectFiles, type ProjectFilesOptions } from '../../../../src/adapters/files/project-files.ts';
import type { ProjectFiles } from '../../../../src/ports/files.ts';

export interface TempProject {
  readonly root: string;
  /** A folder beside the project. */
  readonly outside: string;
  readonly stateDir: string;
  put(path: string, content: string): string;
  open(options?: Partial<ProjectFilesOptions>): Promise<ProjectFiles>;
}

/** A project in a folder of its own, gone with the test. */
export function tempProject(files: Readonly<Record<string, string>> = {}): TempProject {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'czar-files-')));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const root = join(base, 'shop');
  const stateDir = join(base, 'state');
  const outside = join(base, 'outside');
  for (const folder of [root, stateDir, outside]) mkdirSync(folder);
  const put = (path: string, content: string) => {
    const full = join(root, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, content);
    return full;
  };
  for (const [path, content] of Object.entries(files)) put(path, content);
  const open = async (options: Partial<ProjectFilesOptions> = {}) => {
    const opened = await openProjectFiles({
      root,
      home: root,
      stateDir,
      queueTracked: false,
      baseBranch: 'main',
      foundAgent: null,
      clock: { now: () => Date.now() },
      ...options,
    });
    onTestFinished(() => opened.close());
    return opened;
  };
  return { root, outside, stateDir, put, open };
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A matcher for a message that contains or matches `what`. */
export function saying(what: string | RegExp): unknown {
  return typeof what === 'string' ? expect.stringContaining(what) : expect.stringMatching(what);
}
