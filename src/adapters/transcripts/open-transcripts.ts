import { dirname } from 'node:path';
import { type ReceivedEvent, withDelivery } from '../../domain/agent-event.ts';
import type { Translate } from '../../ports/agent.ts';
import type { Followed, Transcripts } from '../../ports/transcripts.ts';
import { type FolderWatches, watchFolders } from '../files/watch-folders.ts';
import { decodeLine } from './decode-line.ts';
import { readOn } from './growing-file.ts';

/** Watching may go deaf: so often every file is looked at, whatever was hinted. */
const SWEEP_MS = 30_000;
/** Chunks of one file in one read: a long record is worked off in pieces. */
const CHUNKS_PER_READ = 4;

interface Reading {
  readonly followed: Followed;
  /** Bytes that were looked at, with or without an event in them. */
  next: number;
  waiting: readonly ReceivedEvent[];
  /** Epoch milliseconds; null: nothing was read of it yet. */
  grownAt: number | null;
}

/** Transcripts in JSON lines, one object a line, read on whenever their folder stirs. */
export function openTranscripts(translate: Translate): Transcripts {
  return new GrowingTranscripts(translate);
}

class GrowingTranscripts implements Transcripts {
  readonly #translate: Translate;
  readonly #watches: FolderWatches = watchFolders((folder) => this.#hear(folder));
  readonly #listeners: (() => void)[] = [];
  readonly #stirred = new Set<string>();
  #readings = new Map<string, Reading>();
  #sweptAtMs = 0;

  constructor(translate: Translate) {
    this.#translate = translate;
  }

  async follow(files: readonly Followed[]): Promise<void> {
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

  async read(): Promise<readonly ReceivedEvent[]> {
    const isSweep = performance.now() - this.#sweptAtMs >= SWEEP_MS;
    if (isSweep) this.#sweptAtMs = performance.now();
    const stirred = new Set(this.#stirred);
    // Unmarked before the look, so that what comes during it is looked at again.
    this.#stirred.clear();
    for (const reading of this.#readings.values()) {
      const folder = dirname(reading.followed.path);
      if (isSweep) await this.#watches.see(folder);
      if ((isSweep || stirred.has(folder)) && (await this.#readOn(reading))) this.#hear(folder);
    }
    return [...this.#readings.values()].flatMap(({ waiting }) => waiting);
  }

  onHint(listener: () => void): void {
    this.#listeners.push(listener);
  }

  grownAt(): ReadonlyMap<string, number> {
    const grown = [...this.#readings.values()].flatMap(({ followed, grownAt }) =>
      grownAt === null ? [] : [[followed.worker, grownAt] as const],
    );
    return new Map(grown);
  }

  async close(): Promise<void> {
    this.#watches.close();
  }

  #goOn(followed: Followed): Reading {
    const before = this.#readings.get(keyOf(followed));
    const waiting = before?.waiting.filter(({ readTo }) => (readTo ?? 0) > followed.readTo) ?? [];
    const next = Math.max(before?.next ?? 0, followed.readTo);
    return { followed, next, waiting, grownAt: before?.grownAt ?? null };
  }

  /** True: there is more. */
  async #readOn(reading: Reading): Promise<boolean> {
    for (let chunk = 0; chunk < CHUNKS_PER_READ; chunk += 1) {
      const growth = await readOn(reading.followed.path, reading.next);
      if (growth === null) return false;
      if (growth.next > reading.next) reading.grownAt = growth.writtenAt;
      reading.next = growth.next;
      const told = growth.lines.flatMap(({ text, end }) => this.#eventIn(reading.followed, text, end));
      reading.waiting = [...reading.waiting, ...told];
      if (!growth.more) return false;
    }
    return true;
  }

  #eventIn(followed: Followed, text: string, end: number): readonly ReceivedEvent[] {
    const { worker, generation, kind, since } = followed;
    const report = decodeLine(text);
    if (report === null || report.at < since) return [];
    const event = this.#translate(kind, report);
    if (event === null) return [];
    const id = `${worker}/${generation}/transcript-${end}`;
    return [{ id, worker, generation, event: withDelivery(event), readTo: end }];
  }

  #hear(folder: string): void {
    this.#stirred.add(folder);
    for (const listener of this.#listeners) listener();
  }
}

function keyOf({ worker, generation, path }: Followed): string {
  return `${worker}/${generation}/${path}`;
}
