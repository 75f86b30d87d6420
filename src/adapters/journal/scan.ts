import type { JournalLine } from '../../domain/entry.ts';
import type { LedgerImage } from '../../domain/ledger-image.ts';
import { decodeFrame } from './decode-frame.ts';
import { checkedJson, type Frame } from './frame.ts';
import type { Segment } from './segments.ts';

/** What can be read of one segment, from its start up to the first byte that does not belong there. */
export interface ScannedSegment {
  readonly segment: Segment;
  readonly bytes: Buffer;
  /** The image that it begins with, and the number of the last line that the image holds. */
  readonly image: { readonly image: LedgerImage; readonly seq: number; readonly end: number } | null;
  readonly lines: readonly JournalLine[];
  /** Offset behind each of `lines`. */
  readonly ends: readonly number[];
  /** Lines behind the first broken one whose checksum holds: more than a torn tail was damaged. */
  readonly readableAfterBreak: number;
}

/**
 * Reads the lines of a segment. Their numbers follow each other and their epoch is the segment's; the first line that breaks
 * this, or its checksum, ends the reading. Errors: Fault `journal-broken` when another release wrote it.
 */
export function scanSegment(segment: Segment, bytes: Buffer): ScannedSegment {
  const lines: JournalLine[] = [];
  const ends: number[] = [];
  let image: ScannedSegment['image'] = null;
  let writtenBy: string | null = null;
  let at = 0;
  for (const { line, end } of rawLines(bytes, 0)) {
    const json = checkedJson(line);
    if (json === null) break;
    const place = { file: segment.name, line: lines.length + (image === null ? 1 : 2), writtenBy };
    const frame = decodeFrame(json, place);
    if (!follows(frame, { segment, lastSeq: lines.at(-1)?.seq ?? image?.seq ?? null })) break;
    at = end;
    const { seq, epoch, content } = frame;
    if ('image' in content) {
      image = { image: content.image, seq, end };
      continue;
    }
    if (content.entry.type === 'epoch') writtenBy = content.entry.version;
    lines.push({ seq, epoch, entry: content.entry });
    ends.push(end);
  }
  return { segment, bytes, image, lines, ends, readableAfterBreak: countReadable(bytes, at) };
}

/**
 * The lines that were appended behind `lastSeq`: `bytes` are what the segment holds from there on. Ends before the first line that is
 * unfinished or does not belong there; `end` is the offset in `bytes` behind the last one.
 */
export function scanAppended(
  segment: Segment,
  bytes: Buffer,
  lastSeq: number,
): { readonly lines: readonly JournalLine[]; readonly end: number } {
  const lines: JournalLine[] = [];
  let end = 0;
  for (const raw of rawLines(bytes, 0)) {
    const json = checkedJson(raw.line);
    if (json === null) break;
    const frame = decodeFrame(json, { file: segment.name, line: lines.length + 1, writtenBy: null });
    const { seq, epoch, content } = frame;
    if (!follows(frame, { segment, lastSeq: lastSeq + lines.length }) || 'image' in content) break;
    lines.push({ seq, epoch, entry: content.entry });
    ({ end } = raw);
  }
  return { lines, end };
}

/** Whether a line may stand here: an image only as the first one, entries in unbroken order. */
function follows(
  { seq, epoch, content }: Frame,
  { segment, lastSeq }: { readonly segment: Segment; readonly lastSeq: number | null },
): boolean {
  if (epoch !== segment.epoch) return false;
  if (lastSeq === null) return true;
  return 'entry' in content && seq === lastSeq + 1;
}

function countReadable(bytes: Buffer, from: number): number {
  let readable = 0;
  for (const { line } of rawLines(bytes, from)) if (checkedJson(line) !== null) readable += 1;
  return readable;
}

const lineEnd = 0x0a;

/** The complete lines from `from` on, without their line end; `end` is the offset behind it. */
function* rawLines(bytes: Buffer, from: number): Generator<{ readonly line: Buffer; readonly end: number }> {
  let start = from;
  for (let at = bytes.indexOf(lineEnd, start); at !== -1; at = bytes.indexOf(lineEnd, start)) {
    yield { line: bytes.subarray(start, at), end: at + 1 };
    start = at + 1;
  }
}
