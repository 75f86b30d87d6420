import { hasCode, isMissing } from '../files/error-code.ts';
import { withPlainFile } from '../files/plain-file.ts';

const CHUNK_BYTES = 1_000_000;

/** A whole line, and the offset in bytes behind its line end. */
export interface GrownLine {
  readonly text: string;
  readonly end: number;
}

/** What was read on, and from where to go on; `more`: there is more already. A line of more than 1 MB is passed over. */
export interface Growth {
  readonly lines: readonly GrownLine[];
  readonly next: number;
  readonly more: boolean;
  /** When it was written last, epoch milliseconds. */
  readonly writtenAt: number;
}

/** Null: there is no such file, or it is none that can be read (a link, a pipe, a folder). */
export async function readOn(path: string, from: number): Promise<Growth | null> {
  try {
    return await withPlainFile(path, async (file, stats): Promise<Growth | null> => {
      if (!stats.isFile()) return null;
      const { size, mtimeMs: writtenAt } = stats;
      // A file that became shorter was written anew: what it held is judged already.
      if (size <= from) return { lines: [], next: size, more: false, writtenAt };
      const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, size - from));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
      return { ...linesOf(buffer.subarray(0, bytesRead), from, size), writtenAt };
    });
  } catch (error) {
    if (isMissing(error) || UNFIT.some((code) => hasCode(error, code))) return null;
    throw error;
  }
}

const UNFIT = ['ELOOP', 'EMLINK', 'EISDIR', 'ENXIO', 'EACCES', 'EPERM', 'ENOTDIR'] as const;
const LINE_END = 0x0a;

function linesOf(bytes: Buffer, from: number, size: number): Omit<Growth, 'writtenAt'> {
  const lines: GrownLine[] = [];
  let begin = 0;
  for (let end = bytes.indexOf(LINE_END); end !== -1; end = bytes.indexOf(LINE_END, begin)) {
    lines.push({ text: bytes.toString('utf8', begin, end), end: from + end + 1 });
    begin = end + 1;
  }
  const isTooLong = begin === 0 && bytes.length === CHUNK_BYTES;
  const next = isTooLong ? from + bytes.length : from + begin;
  return { lines, next, more: next > from && next < size };
}
