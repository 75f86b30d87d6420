import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalLine } from '../../domain/entry.ts';
import type { LedgerImage } from '../../domain/ledger-image.ts';
import { scanSegment, type ScannedSegment } from './scan.ts';
import type { Segment } from './segments.ts';

/** The journal as its segments tell it together. */
export interface Replay {
  readonly image: LedgerImage | null;
  readonly lines: readonly JournalLine[];
  /** Number of the last line, 0 when there is none. */
  readonly lastSeq: number;
  readonly bytesSinceImage: number;
  /** Where the journal ends in its newest segment. */
  readonly endsAt: number;
  readonly leftovers: readonly Leftover[];
}

/**
 * Bytes that are not part of the journal: `torn`: an unfinished write at the very end; `overtaken`: written by a supervisor whose
 * successor had already taken over, hence never acknowledged; `damage`: something readable follows, so what was acknowledged is
 * among it.
 */
export interface Leftover {
  readonly segment: Segment;
  readonly kind: 'torn' | 'overtaken' | 'damage';
  /** Everything from this offset on. */
  readonly from: number;
  readonly bytes: Buffer;
  /** Lines in it that can be read. */
  readonly readable: number;
}

/** Reads the segments from the newest image on. Errors: Fault `journal-broken` when another release wrote them. */
export async function replaySegments(folder: string, segments: readonly Segment[]): Promise<Replay> {
  const scanned: ScannedSegment[] = [];
  for (const segment of segments.toReversed()) {
    const part = scanSegment(segment, await readFile(join(folder, segment.name)));
    scanned.unshift(part);
    if (part.image !== null) break;
  }
  return joinSegments(scanned);
}

/** The journal that these segments make, oldest first; the first may begin with an image. */
export function joinSegments(parts: readonly ScannedSegment[]): Replay {
  const start = parts[0]?.image ?? null;
  const lines: JournalLine[] = [];
  const leftovers: Leftover[] = [];
  let lastSeq = start?.seq ?? 0;
  let usedBytes = 0;
  let endsAt = 0;
  for (const [index, part] of parts.entries()) {
    const successor = firstSeqOf(parts.slice(index + 1));
    const used = usedLines(part, { lastSeq, successor });
    const end = endOf(part, used);
    for (const line of part.lines.slice(0, used)) lines.push(line);
    lastSeq += used;
    usedBytes += end - (part.image?.end ?? 0);
    endsAt = end;
    if (end < part.bytes.length) leftovers.push(leftover(part, end, { lastSeq, successor }));
  }
  return { image: start?.image ?? null, lines, lastSeq, bytesSinceImage: usedBytes, endsAt, leftovers };
}

function firstSeqOf(parts: readonly ScannedSegment[]): number | null {
  return parts.find(({ lines }) => lines.length > 0)?.lines[0]?.seq ?? null;
}

interface Joint {
  readonly lastSeq: number;
  /** First line number of the next segment that has lines: where its writer saw the journal end. */
  readonly successor: number | null;
}

/** How many lines of `part` continue the journal: none when there is a gap before them, none that a successor wrote anew. */
function usedLines({ lines }: ScannedSegment, { lastSeq, successor }: Joint): number {
  if (lines[0]?.seq !== lastSeq + 1) return 0;
  return successor === null ? lines.length : Math.min(lines.length, Math.max(0, successor - lastSeq - 1));
}

function endOf(part: ScannedSegment, used: number): number {
  return used === 0 ? (part.image?.end ?? 0) : (part.ends[used - 1] ?? 0);
}

function leftover(part: ScannedSegment, from: number, { lastSeq, successor }: Joint): Leftover {
  const readable = part.ends.filter((end) => end > from).length + part.readableAfterBreak;
  const common = { segment: part.segment, from, bytes: part.bytes.subarray(from), readable };
  if (successor === lastSeq + 1) return { ...common, kind: 'overtaken' };
  const isTail = successor === null && readable === 0 && !lostItsImage(part);
  return { ...common, kind: isTail ? 'torn' : 'damage' };
}

/** A segment of a compaction has its name only once its image is on the disk: one without an image was damaged later. */
function lostItsImage({ segment, image }: ScannedSegment): boolean {
  return segment.number > 1 && image === null;
}
