import { dirname } from 'node:path';
import { type FolderWatches, watchFolders } from '../files/watch-folders.ts';
import { type GrownLine, readOn } from './growing-file.ts';

/** Watching may go deaf: so often every file is looked at, whatever was hinted. */
const SWEEP_MS = 30_000;
/** Chunks of one file in one read: a long record is worked off in pieces. */
const CHUNKS_PER_READ = 4;

/** A file that is read on; what lies before `readTo`, in bytes, is not read again. */
export interface Growing {
  readonly worker: string;
  readonly generation: number;
  /** Absolute. */
  readonly path: string;
  readonly readTo: number;
}

/** What a line says, and the offset behind it. */
export interface Found {
  readonly readTo: number;
}

interface Reading<F, T> {
  readonly followed: F;
  /** Bytes that were looked at, with or without something in them. */
  next: number;
  waiting: readonly T[];
  /** Epoch milliseconds; null: nothing was read of it yet. */
  grownAt: number | null;
}

/** Files that grow by lines, read on whenever their folder stirs; before their first line, whenever they are asked for. What was found is told until it lies before `readTo`. */
export class GrowingRecords<F extends Growing, T extends Found> {
  readonly #find: (followed: F, line: GrownLine) => readonly T[];
  readonly #heard: () => void;
  readonly #watches: FolderWatches = watchFolders((folder) => this.#hear(folder));
  readonly #stirred = new Set<string>();
  #readings = new Map<string, Reading<F, T>>();
  #sweptAtMs = 0;

  /** `heard` is called when there may be more. */
  constructor(find: (followed: F, line: GrownLine) => readonly T[], heard: () => void) {
    this.#find = find;
    this.#heard = heard;
  }

  /** These from now on, and no others. */
  async follow(files: readonly F[]): Promise<void> {
    const readings = new Map(files.map((followed) => [keyOf(followed), this.#goOn(followed)]));
    const begun = [...readings].filter(([key]) => !this.#readings.has(key));
    this.#readings = readings;
    const folders = new Set(files.map(({ path }) => dirname(path)));
    this.#watches.keep(folders);
    for (const [, { followed }] of begun) {
      const folder = dirname(followed.path);
      await this.#watches.see(folder);
      this.#stirred.add(folder);
    }
  }

  /** In the order of the files, oldest first in each. */
  async read(): Promise<readonly { readonly followed: F; readonly found: readonly T[] }[]> {
    const isSweep = performance.now() - this.#sweptAtMs >= SWEEP_MS;
    if (isSweep) this.#sweptAtMs = performance.now();
    const stirred = new Set(this.#stirred);
    // Unmarked before the look, so that what comes during it is looked at again.
    this.#stirred.clear();
    for (const reading of this.#readings.values()) {
      const folder = dirname(reading.followed.path);
      // Its folder may not have been there to be watched.
      const isDue = isSweep || reading.grownAt === null;
      if (isDue) await this.#watches.see(folder);
      if ((isDue || stirred.has(folder)) && (await this.#readOn(reading))) this.#hear(folder);
    }
    return [...this.#readings.values()].map(({ followed, waiting }) => ({ followed, found: waiting }));
  }

  /** When each worker's was seen to have grown last, epoch milliseconds. Looks at nothing. */
  grownAt(): ReadonlyMap<string, number> {
    const grown = [...this.#readings.values()].flatMap(({ followed, grownAt }) =>
      grownAt === null ? [] : [[followed.worker, grownAt] as const],
    );
    return new Map(grown);
  }

  close(): void {
    this.#watches.close();
  }

  #goOn(followed: F): Reading<F, T> {
    const before = this.#readings.get(keyOf(followed));
    const waiting = before?.waiting.filter(({ readTo }) => readTo > followed.readTo) ?? [];
    const next = Math.max(before?.next ?? 0, followed.readTo);
    return { followed, next, waiting, grownAt: before?.grownAt ?? null };
  }

  /** True: there is more. */
  async #readOn(reading: Reading<F, T>): Promise<boolean> {
    for (let chunk = 0; chunk < CHUNKS_PER_READ; chunk += 1) {
      const growth = await readOn(reading.followed.path, reading.next);
      if (growth === null) return false;
      if (growth.next > reading.next) reading.grownAt = growth.writtenAt;
      reading.next = growth.next;
      const found = growth.lines.flatMap((line) => this.#find(reading.followed, line));
      reading.waiting = [...reading.waiting, ...found];
      if (!growth.more) return false;
    }
    return true;
  }

  #hear(folder: string): void {
    this.#stirred.add(folder);
    this.#heard();
  }
}

function keyOf({ worker, generation, path }: Growing): string {
  return `${worker}/${generation}/${path}`;
}
