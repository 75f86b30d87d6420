import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Decision } from '../../domain/decision.ts';
import { Fault } from '../../domain/fault.ts';
import type { PullRequest } from '../../domain/pull-request.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { InjectionLine, StatusFiles } from '../../ports/files.ts';
import { BoundedLog } from './bounded-log.ts';
import { isMissing } from './error-code.ts';
import { injectionText } from './injection-text.ts';
import { replaceFile } from './replace-file.ts';
import { unwritable } from './swap-file.ts';
import { workersOf } from './worker-status.ts';

export interface StatusFilesOptions {
  /** Absolute path of the home. */
  readonly home: string;
}

/** What `status/` holds; all of it is derived, readable for everyone, and made again when it is gone. */
export function openStatusFiles({ home }: StatusFilesOptions): StatusFiles {
  return new OpenedStatus(join(home, 'status'));
}

const fileMode = 0o644;
const maxLogBytes = 20_000_000;

class OpenedStatus implements StatusFiles {
  readonly #folder: string;
  readonly #decisions: BoundedLog;
  readonly #injections: BoundedLog;
  #workers = '';
  /** Texts of the pull request files as they were written last, by file name. */
  readonly #pullRequests = new Map<string, string>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
    this.#decisions = new BoundedLog(join(folder, 'decisions.jsonl'), maxLogBytes);
    this.#injections = new BoundedLog(join(folder, 'task-injections.log'), maxLogBytes);
  }

  write(snapshot: Snapshot): Promise<void> {
    return this.#inTurn(async () => {
      await this.#writeWorkers(snapshot);
      await this.#writePullRequests(snapshot.pullRequests);
    });
  }

  appendDecisions(decisions: readonly Decision[]): Promise<void> {
    if (decisions.length === 0) return Promise.resolve();
    return this.#inTurn(() =>
      this.#decisions.append(decisions.map((decision) => `${JSON.stringify(decision)}\n`).join('')),
    );
  }

  appendInjection(line: InjectionLine): Promise<void> {
    return this.#inTurn(() => this.#injections.append(`${injectionText(line)}\n`));
  }

  /** One write at a time, in a folder that is there and is no link. Errors: Fault `file-unwritable`. */
  #inTurn(use: () => Promise<void>): Promise<void> {
    const result = this.#last.then(async () => {
      try {
        await makeFolder(this.#folder);
        await use();
      } catch (error) {
        throw error instanceof Fault ? error : unwritable(this.#folder, error);
      }
    });
    this.#last = result.then(
      () => 'done',
      () => 'failed, and told to the caller',
    );
    return result;
  }

  /** The time of the update alone is no reason to write. */
  async #writeWorkers(snapshot: Snapshot): Promise<void> {
    const path = join(this.#folder, 'worker-status.json');
    const workers = workersOf(snapshot);
    const content = JSON.stringify(workers);
    if (content === this.#workers && (await isFile(path))) return;
    const file = { last_updated: new Date(snapshot.at).toISOString(), workers };
    await replaceFile(path, `${JSON.stringify(file, null, 2)}\n`, fileMode);
    this.#workers = content;
  }

  async #writePullRequests(pullRequests: readonly PullRequest[]): Promise<void> {
    const folder = join(this.#folder, 'pull-requests');
    await makeFolder(folder);
    const there = new Set((await readdir(folder)).filter((name) => /^\d+\.json$/.test(name)));
    for (const pullRequest of pullRequests) {
      const name = `${pullRequest.number}.json`;
      const content = `${JSON.stringify(pullRequest, null, 2)}\n`;
      if (!there.delete(name) || this.#pullRequests.get(name) !== content) {
        await replaceFile(join(folder, name), content, fileMode);
        this.#pullRequests.set(name, content);
      }
    }
    for (const name of there) {
      await rm(join(folder, name), { force: true });
      this.#pullRequests.delete(name);
    }
  }
}

/** A link would lead the writes elsewhere, so it is refused. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await lstat(folder)).isDirectory()) return;
  const because = 'it is a link or a file; expected a folder';
  throw new Fault({
    code: 'file-unwritable',
    what: 'write the status',
    on: folder,
    because,
    help: `remove ${folder}`,
  });
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
