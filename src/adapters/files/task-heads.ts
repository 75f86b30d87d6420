import { closeSync, fstatSync, lstatSync, openSync, readSync, type BigIntStats } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { hasCode, isMissing, messageOf } from './error-code.ts';
import { decodeHead, type TaskHead } from './front-matter.ts';
import { decodeUtf8 } from './human-file.ts';
import { PLAIN } from './plain-file.ts';
import { isSettled, readInside, stampOf } from './read-inside.ts';

/** The front matter must end within this. */
const headBytes = 16_384;
/** How many known files are looked at again per round; of more, each round takes the next. */
const looksPerRound = 2_000;
/** Files are looked at in batches of this many, with a turn of the loop between. */
const batch = 200;

interface KnownHead {
  readonly stamp: string;
  readonly isFinal: boolean;
  /** Null: there is no such regular file. */
  readonly head: TaskHead | null;
}

/** A task file: where it is, and how problems call it. */
export interface TaskFile {
  readonly path: string;
  readonly shownAs: string;
}

/** The heads of task files, read when a file is new or changed. */
export class TaskHeads {
  readonly #root: string;
  readonly #now: () => number;
  readonly #known = new Map<string, KnownHead>();
  #cursor = 0;
  /** Grows when any head changed. */
  version = 0;

  constructor(root: string, now: () => number) {
    this.#root = root;
    this.#now = now;
  }

  get(path: string): TaskHead | null {
    return this.#known.get(path)?.head ?? null;
  }

  /** Reads the new ones of `files`, looks again at up to 2,000 known ones, and forgets what is not among them. */
  async look(files: ReadonlyMap<string, TaskFile>): Promise<void> {
    for (const path of this.#known.keys()) if (!files.has(path)) this.#known.delete(path);
    const due = this.#due([...files.values()]);
    for (let start = 0; start < due.length; start += batch) {
      for (const file of due.slice(start, start + batch)) await this.#lookAt(file);
      if (start + batch < due.length) await nextTurn();
    }
  }

  #due(files: readonly TaskFile[]): readonly TaskFile[] {
    const known = files.filter(({ path }) => this.#known.has(path));
    const fresh = files.filter(({ path }) => !this.#known.has(path));
    if (known.length <= looksPerRound) return [...known, ...fresh];
    const start = this.#cursor % known.length;
    this.#cursor = start + looksPerRound;
    return [...known.slice(start, start + looksPerRound), ...fresh];
  }

  async #lookAt(file: TaskFile): Promise<void> {
    const stats = statOf(file.path);
    const before = this.#known.get(file.path);
    const stamp = stats === null ? null : stampOf(stats);
    if (before?.isFinal === true && before.stamp === stamp?.key) return;
    // A link's own stamp says nothing about its target.
    const isFinal = stats?.isFile() === true && isSettled(stampOf(stats), this.#now());
    const head = stats === null ? null : await this.#read(file, stats);
    this.#remember(file.path, { stamp: stamp?.key ?? '', isFinal, head });
  }

  #remember(path: string, known: KnownHead): void {
    const before = this.#known.get(path);
    this.#known.set(path, known);
    if (before === undefined || JSON.stringify(before.head) !== JSON.stringify(known.head)) this.version += 1;
  }

  async #read(file: TaskFile, stats: BigIntStats): Promise<TaskHead | null> {
    if (stats.isFile()) return stats.size === 0n ? null : readHead(file);
    if (!stats.isSymbolicLink()) return null;
    const result = await readInside({ root: this.#root, path: file.path, maxBytes: maxTextBytes });
    return result.state === 'read'
      ? decodeHead(file.shownAs, result.bytes.toString('utf8', 0, headBytes))
      : null;
  }
}

export const maxTextBytes = 1_000_000;

/** Of the file itself, not of what it links to; null when there is none to be seen. */
export function statOf(path: string): BigIntStats | null {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (hasCode(error, 'ENOTDIR') || hasCode(error, 'EACCES')) return null;
    throw error;
  }
}

/** Read in one go and without a promise per call: a hundred thousand of them must not take minutes. */
function readHead({ path, shownAs }: TaskFile): TaskHead | null {
  try {
    const descriptor = openSync(path, PLAIN);
    try {
      if (!fstatSync(descriptor).isFile()) return null;
      const buffer = Buffer.allocUnsafe(headBytes);
      const length = readSync(descriptor, buffer, 0, headBytes, 0);
      const bytes = buffer.subarray(0, length);
      return decodeHead(shownAs, decodeUtf8(bytes) ?? bytes.toString('utf8'));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (isMissing(error) || hasCode(error, 'ELOOP')) return null;
    return unreadable(shownAs, messageOf(error));
  }
}

function unreadable(file: string, message: string): TaskHead {
  return {
    title: null,
    front: {},
    problems: [{ file, line: null, column: null, message }],
    isDoubtful: true,
  };
}
