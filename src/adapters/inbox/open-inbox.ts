import { mkdir, readdir, rmdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Translate } from '../../ports/agent.ts';
import type { Inbox, InboxView } from '../../ports/inbox.ts';
import type { ReceivedEvent } from '../../domain/agent-event.ts';
import type { WorkerName } from '../../domain/names.ts';
import { hasCode, isMissing } from '../files/error-code.ts';
import { LyingEvents } from './lying-events.ts';
import { watchFolders } from '../files/watch-folders.ts';

/** Watching may go deaf: so often every folder is listed, whatever was hinted. */
const sweepEveryMs = 30_000;

export interface InboxOptions {
  readonly dir: string;
  readonly translate: Translate;
}

/**
 * The inbox in `<dir>/events/<worker>/<generation>/`; what is no event goes to `<dir>/rejected/`. `dir` is the folder of the
 * project's journal. A read lists only the folders that changed since the last one, and every 30 s all of them.
 */
export async function openInbox({ dir, translate }: InboxOptions): Promise<Inbox> {
  const root = join(dir, 'events');
  await mkdir(root, { recursive: true });
  const inbox = new FolderInbox(root, join(dir, 'rejected'), translate);
  await inbox.sweep();
  return inbox;
}

class FolderInbox implements Inbox {
  readonly #root: string;
  readonly #lying: LyingEvents;
  readonly #watches = watchFolders((folder, name) => this.#hear(folder, name));
  readonly #listeners: (() => void)[] = [];
  /** Folders to look at with the next read. */
  readonly #changed = new Set<string>();
  /** Files that this inbox removed itself: their going is no news. */
  readonly #removed = new Set<string>();
  /** Folders made since the last sweep: one that is under way may have been listed before they were there. */
  #prepared = new Set<string>();
  #reports: string[] = [];
  #sweptAtMs = 0;

  constructor(root: string, rejected: string, translate: Translate) {
    this.#root = root;
    this.#lying = new LyingEvents(root, rejected, translate);
  }

  async prepare(worker: WorkerName, generation: number): Promise<string> {
    const folder = join(this.#root, worker, String(generation));
    this.#prepared.add(`${worker}/${generation}`);
    await mkdir(folder, { recursive: true });
    await dropEmptyBefore(join(this.#root, worker), generation);
    await this.#see(`${worker}/${generation}`);
    return folder;
  }

  async read(): Promise<InboxView> {
    if (performance.now() - this.#sweptAtMs >= sweepEveryMs) await this.sweep();
    const folders = Array.from(this.#changed);
    for (const folder of folders) {
      // Unmarked before the look, so that what comes during it is looked at again.
      this.#changed.delete(folder);
      if (!(await this.#lookAt(folder))) this.#changed.add(folder);
    }
    const reports = [...this.#reports, ...this.#lying.reports()];
    this.#reports = [];
    return { events: this.#lying.events(), reports };
  }

  async remove(events: readonly ReceivedEvent[]): Promise<void> {
    for (const { id } of events) {
      this.#removed.add(id);
      await this.#lying.remove(id);
    }
  }

  onHint(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {
    this.#watches.close();
  }

  /** Marks and watches every folder that there is. */
  async sweep(): Promise<void> {
    this.#sweptAtMs = performance.now();
    this.#removed.clear();
    const folders = await this.#lying.folders();
    const kept = [...folders, ...this.#prepared];
    this.#prepared = new Set();
    this.#watches.keep(new Set(kept.map((folder) => join(this.#root, folder))));
    for (const folder of folders) await this.#see(folder);
  }

  async #see(folder: string): Promise<void> {
    const problem = await this.#watches.see(join(this.#root, folder));
    if (problem !== null) this.#reports.push(problem);
    this.#changed.add(folder);
  }

  async #lookAt(folder: string): Promise<boolean> {
    try {
      return await this.#lying.look(folder);
    } catch (error) {
      this.#changed.add(folder);
      throw error;
    }
  }

  #hear(path: string, name: string | null): void {
    const folder = relative(this.#root, path);
    // Only whole files get a name that ends in .json; the rest is on its way to it.
    if (name?.endsWith('.tmp') === true) return;
    if (name !== null && this.#removed.delete(`${folder}/${name}`)) return;
    this.#changed.add(folder);
    for (const listener of this.#listeners) listener();
  }
}

/** Folders of earlier generations go once nothing lies in them. */
async function dropEmptyBefore(folder: string, generation: number): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/^\d+$/.test(name) || Number(name) >= generation) continue;
    try {
      await rmdir(join(folder, name));
    } catch (error) {
      if (!hasCode(error, 'ENOTEMPTY') && !isMissing(error)) throw error;
    }
  }
}
