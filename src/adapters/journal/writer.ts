import { join } from 'node:path';
import type { Entry, JournalLine } from '../../domain/entry.ts';
import { Fault } from '../../domain/fault.ts';
import type { LedgerImage } from '../../domain/ledger-image.ts';
import { messageOf } from '../files/error-code.ts';
import { syncFolder } from '../files/replace-file.ts';
import { assertNotFenced } from './fence.ts';
import { encodeFrame } from './frame.ts';
import { linesAfter, removeOlder, writeCompacted } from './compaction.ts';
import { writeAll, type OpenSegment, type SegmentFile } from './segment-file.ts';
import { segmentOf, type Segment } from './segments.ts';

/** More than this does not wait for the disk; further appends fail. */
const waitingBytesMax = 64 * 1024 * 1024;

/** Where a writer begins: an empty, claimed segment behind everything that was read. */
export interface WriterStart {
  readonly folder: string;
  readonly segment: Segment;
  readonly lastSeq: number;
  readonly bytesSinceImage: number;
  readonly openSegment: OpenSegment;
}

interface Waiting {
  readonly lines: readonly JournalLine[];
  readonly bytes: Buffer;
  readonly resolve: (lines: readonly JournalLine[]) => void;
  readonly reject: (error: Error) => void;
}

/** Opens the writer of a freshly claimed segment. */
export async function openWriter(start: WriterStart): Promise<SegmentWriter> {
  const file = await start.openSegment(join(start.folder, start.segment.name), 'existing');
  await syncFolder(start.folder);
  return new SegmentWriter(start, file);
}

/**
 * Appends to the current segment. Whatever waits while a batch is being written becomes the next batch and shares its fsync.
 * Nothing is acknowledged behind something that failed: with a batch, all that already waits behind it fails.
 */
export class SegmentWriter {
  readonly #start: WriterStart;
  #file: SegmentFile;
  #segment: Segment;
  #durableBytes = 0;
  /** Bytes that a replay reads beside the durable ones of this segment, or minus its image. */
  #otherBytes: number;
  #durableSeq: number;
  #nextSeq: number;
  /** Number of the last line that lies before the current segment (or in its image). */
  #floorSeq: number;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #scheduled = false;
  /** The file may be longer than what is durable: cut it before the next write. */
  #torn = false;
  #folderUnsynced = false;
  #stopped: Fault | null = null;
  #turn: Promise<void> = Promise.resolve();

  constructor(start: WriterStart, file: SegmentFile) {
    this.#start = start;
    this.#file = file;
    this.#segment = start.segment;
    this.#otherBytes = start.bytesSinceImage;
    this.#durableSeq = start.lastSeq;
    this.#floorSeq = start.lastSeq;
    this.#nextSeq = start.lastSeq + 1;
  }

  get bytesSinceImage(): number {
    return this.#durableBytes + this.#otherBytes;
  }

  /** Resolves when the lines are on the disk, in the order of the calls. */
  async append(entries: readonly Entry[]): Promise<readonly JournalLine[]> {
    if (this.#stopped !== null) throw this.#stopped;
    if (entries.length === 0) return [];
    const lines = entries.map((entry, index) => ({
      seq: this.#nextSeq + index,
      epoch: this.#segment.epoch,
      entry,
    }));
    const bytes = Buffer.concat(
      lines.map(({ seq, epoch, entry }) => encodeFrame({ seq, epoch, content: { entry } })),
    );
    if (this.#waitingBytes + bytes.length > waitingBytesMax)
      throw this.#broken('too much waits for the disk');
    this.#nextSeq += lines.length;
    this.#waitingBytes += bytes.length;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ lines, bytes, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#turn = this.#turn.then(() => this.#commitWaiting());
  }

  /** Never rejects: its errors go to those who wait. */
  async #commitWaiting(): Promise<void> {
    this.#scheduled = false;
    const batch = this.#takeWaiting();
    if (batch.length === 0) return;
    try {
      await this.#commit(Buffer.concat(batch.map(({ bytes }) => bytes)));
      this.#durableSeq = batch.at(-1)?.lines.at(-1)?.seq ?? this.#durableSeq;
      for (const { lines, resolve } of batch) resolve(lines);
    } catch (error) {
      const fault = await this.#recover(error);
      for (const { reject } of [...batch, ...this.#takeWaiting()]) reject(fault);
      this.#nextSeq = this.#durableSeq + 1;
    }
  }

  #takeWaiting(): readonly Waiting[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    return waiting;
  }

  async #commit(bytes: Buffer): Promise<void> {
    if (this.#stopped !== null) throw this.#stopped;
    await assertNotFenced(this.#start.folder, this.#segment);
    if (this.#folderUnsynced) await this.#syncFolder();
    if (this.#torn) await this.#cutTorn();
    this.#torn = true;
    await writeAll(this.#file, bytes, this.#durableBytes);
    await this.#file.datasync();
    await assertNotFenced(this.#start.folder, this.#segment);
    this.#torn = false;
    this.#durableBytes += bytes.length;
  }

  /** Takes back what a failed batch may have written; when even that fails, the next batch begins with it. */
  async #recover(error: unknown): Promise<Fault> {
    if (error instanceof Fault) {
      this.#stopped = error;
      return error;
    }
    const fault = this.#broken(messageOf(error), error);
    try {
      if (this.#torn) await this.#cutTorn();
    } catch (cutting) {
      return this.#broken(`${messageOf(error)}; then: ${messageOf(cutting)}`, error);
    }
    return fault;
  }

  async #cutTorn(): Promise<void> {
    await this.#file.truncate(this.#durableBytes);
    this.#torn = false;
  }

  async #syncFolder(): Promise<void> {
    await syncFolder(this.#start.folder);
    this.#folderUnsynced = false;
  }

  /** See `Journal.compact`. Waits for the batch that is being written; a failure before the new segment stands changes nothing. */
  async compact(image: LedgerImage, seq: number): Promise<void> {
    const done = this.#turn.then(() => this.#compact(image, seq));
    this.#turn = settled(done);
    return done;
  }

  async #compact(image: LedgerImage, seq: number): Promise<void> {
    if (this.#stopped !== null) throw this.#stopped;
    if (seq < this.#floorSeq || seq > this.#durableSeq) throw this.#wrongSeq(seq);
    try {
      if (this.#torn) await this.#cutTorn();
      await assertNotFenced(this.#start.folder, this.#segment);
      await this.#moveTo(image, seq);
      await this.#syncFolder();
      await assertNotFenced(this.#start.folder, this.#segment);
      await removeOlder(this.#start.folder, this.#segment);
    } catch (error) {
      throw await this.#recover(error);
    }
  }

  async #moveTo(image: LedgerImage, seq: number): Promise<void> {
    const { folder, openSegment } = this.#start;
    const carried = await linesAfter({ folder, segment: this.#segment, length: this.#durableBytes }, seq);
    const segment = segmentOf(this.#segment.epoch, this.#segment.number + 1);
    const compacted = await writeCompacted({ folder, segment, openSegment, image, seq, carried });
    const old = this.#file;
    this.#file = compacted.file;
    this.#segment = segment;
    this.#folderUnsynced = true;
    this.#durableBytes = compacted.imageBytes + carried.length;
    this.#otherBytes = -compacted.imageBytes;
    this.#floorSeq = seq;
    await old.close();
  }

  /** Waits for what was appended before, and closes the file. Further appends fail. */
  async close(): Promise<void> {
    const done = this.#turn.then(async () => {
      this.#stopped ??= this.#broken('it was closed');
      await this.#file.close();
    });
    this.#turn = settled(done);
    return done;
  }

  #broken(because: string, cause?: unknown): Fault {
    const facts = { what: 'write the journal', on: this.#start.folder, because };
    return new Fault({ code: 'journal-broken', ...facts, transient: true }, cause);
  }

  #wrongSeq(seq: number): Fault {
    return new Fault({
      code: 'bug',
      what: 'compact the journal',
      on: this.#start.folder,
      because: `an image up to line ${seq} does not fit between ${this.#floorSeq} and ${this.#durableSeq}`,
    });
  }
}

/** Resolves when `done` has ended either way; its error belongs to whoever awaits `done` itself. */
async function settled(done: Promise<void>): Promise<void> {
  await Promise.allSettled([done]);
}
