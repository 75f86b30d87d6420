import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { FileState, Problem } from '../../domain/wish.ts';
import { isMissing, messageOf } from './error-code.ts';
import type { Decoded } from './finding.ts';
import { isSettled, readInside, type ReadResult } from './read-inside.ts';
import { replaceFile } from './replace-file.ts';

export const maxFileBytes = 50_000_000;
const byteOrderMark = '\uFEFF';

export interface HumanFileOptions<T> {
  /** Real path of the project root. */
  readonly root: string;
  readonly path: string;
  /** As it is called in problems. */
  readonly shownAs: string;
  /** Where the last good version is kept over a restart. */
  readonly copy: string;
  readonly decode: (text: string) => Promise<Decoded<T>>;
  /** What a problem says when the file is gone; `had` tells whether a last good version is in force instead. Null: no problem. */
  readonly whenMissing: (had: boolean) => string | null;
  /** A copy of an earlier run stands in for a missing file too, not only for a broken one. */
  readonly outlivesRun: boolean;
  readonly now: () => number;
}

export interface Reading<T> {
  readonly state: FileState;
  /** What is in force: the file's content, or that of its last good version, or what could be made out of a first bad one. */
  readonly value: T | null;
  /** Text that `value` was decoded from; null when it is not the file's present text. */
  readonly text: string | null;
  readonly problems: readonly Problem[];
  /** Grows with every change of the above. */
  readonly version: number;
}

/** A file that humans write: looked at again on every `read`, and its last good version remembered. */
export class HumanFile<T> {
  readonly #options: HumanFileOptions<T>;
  #reading: Reading<T>;
  #stamp: { readonly key: string; readonly isFinal: boolean } | null = null;
  /** State and content that `#reading` stands for, in one text. */
  #seen = '';
  #lastGood: T | null = null;
  #isCopyRead = false;

  constructor(options: HumanFileOptions<T>) {
    this.#options = options;
    this.#reading = { state: { state: 'missing' }, value: null, text: null, problems: [], version: 0 };
  }

  async read(): Promise<Reading<T>> {
    const { root, path, now } = this.#options;
    const unless = this.#stamp?.isFinal === true ? this.#stamp.key : null;
    const lookedAt = now();
    const result = await readInside({ root, path, maxBytes: maxFileBytes, unless });
    if (result.state === 'same') return this.#reading;
    this.#stamp =
      result.state === 'read' ? { key: result.stamp.key, isFinal: isSettled(result.stamp, lookedAt) } : null;
    const seen = seenOf(result);
    if (seen !== this.#seen) {
      this.#reading = { ...(await this.#take(result)), version: this.#reading.version + 1 };
      this.#seen = seen;
    }
    return this.#reading;
  }

  /**
   * Takes over what Czar itself wrote in place of what was read last: `value` is what `content` decodes to. With problems, whose
   * places may have moved, the file is read again instead.
   */
  async adopt(content: string, value: T): Promise<void> {
    const { state, problems, version } = this.#reading;
    if (state.state !== 'good' || problems.length > 0) return;
    const bytes = Buffer.from(content);
    const hash = hashOf(bytes);
    this.#lastGood = value;
    const kept = await this.#keepCopy(content);
    this.#reading = {
      state: { state: 'good', hash },
      value,
      text: decodeUtf8(bytes),
      problems: kept,
      version: version + 1,
    };
    this.#seen = hash;
    this.#stamp = null;
  }

  async #take(result: Exclude<ReadResult, { state: 'same' }>): Promise<Omit<Reading<T>, 'version'>> {
    if (result.state === 'missing') {
      const value = this.#options.outlivesRun ? await this.#good() : this.#lastGood;
      const message = this.#options.whenMissing(value !== null);
      const problems = message === null ? [] : [this.#problem(message)];
      return { state: { state: 'missing' }, value, text: null, problems };
    }
    if (result.state === 'refused')
      return this.#broken(`refused: ${result.because}`, [this.#problem(result.because)]);
    const hash = hashOf(result.bytes);
    const text = decodeUtf8(result.bytes);
    if (text === null) return this.#broken(hash, [this.#problem('it is not UTF-8 text')]);
    const decoded = await this.#options.decode(text);
    if (!decoded.broken) {
      this.#lastGood = decoded.value;
      const kept = await this.#keepCopy(result.bytes.toString('utf8'));
      return {
        state: { state: 'good', hash },
        value: decoded.value,
        text,
        problems: [...decoded.problems, ...kept],
      };
    }
    const broken = await this.#broken(hash, decoded.problems);
    return broken.value === null ? { ...broken, value: decoded.value, text } : broken;
  }

  async #broken(hash: string, problems: readonly Problem[]): Promise<Omit<Reading<T>, 'version'>> {
    return { state: { state: 'broken', hash }, value: await this.#good(), text: null, problems };
  }

  #problem(message: string): Problem {
    return { file: this.#options.shownAs, line: null, column: null, message, tasks: [] };
  }

  /** The last good version: of this run, else the copy that an earlier one kept. */
  async #good(): Promise<T | null> {
    if (this.#lastGood !== null || this.#isCopyRead) return this.#lastGood;
    this.#isCopyRead = true;
    const bytes = await this.#readCopy();
    const text = bytes === null ? null : decodeUtf8(bytes);
    if (text === null) return null;
    const decoded = await this.#options.decode(text);
    if (!decoded.broken) this.#lastGood = decoded.value;
    return this.#lastGood;
  }

  async #readCopy(): Promise<Buffer | null> {
    try {
      return await readFile(this.#options.copy);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** A copy that cannot be kept is told, and stops nothing: it is needed only if the file breaks before the next start. */
  async #keepCopy(content: string): Promise<readonly Problem[]> {
    const { copy } = this.#options;
    try {
      await mkdir(dirname(copy), { recursive: true });
      await replaceFile(copy, content);
      return [];
    } catch (error) {
      return [
        this.#problem(`its last good version could not be kept as ${basename(copy)}: ${messageOf(error)}`),
      ];
    }
  }
}

function seenOf(result: Exclude<ReadResult, { state: 'same' }>): string {
  if (result.state === 'read') return hashOf(result.bytes);
  return result.state === 'missing' ? 'missing' : `refused: ${result.because}`;
}

/** SHA-256 of a file's bytes: what compare and swap goes by. */
export function hashOf(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The text without its byte order mark; null when it is not UTF-8. */
export function decodeUtf8(bytes: Buffer): string | null {
  const text = bytes.toString('utf8');
  // Bytes that are no UTF-8 come back changed.
  if (text.includes('\uFFFD') && !Buffer.from(text, 'utf8').equals(bytes)) return null;
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}

/** Puts the mark back that the old content began with. */
export function encodeLike(bytes: Buffer, text: string): string {
  return bytes.subarray(0, 3).equals(Buffer.from(byteOrderMark, 'utf8')) ? byteOrderMark + text : text;
}
