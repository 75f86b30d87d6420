import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerImage } from '../../domain/ledger-image.ts';
import { encodeFrame } from './frame.ts';
import { scanSegment } from './scan.ts';
import { writeAll, type OpenSegment, type SegmentFile } from './segment-file.ts';
import { listSegments, type Segment } from './segments.ts';

/** The bytes of the lines after number `seq` in the first `length` bytes of a segment. */
export async function linesAfter(
  from: { readonly folder: string; readonly segment: Segment; readonly length: number },
  seq: number,
): Promise<Buffer> {
  const bytes = (await readFile(join(from.folder, from.segment.name))).subarray(0, from.length);
  const { image, lines, ends } = scanSegment(from.segment, bytes);
  const held = lines.filter((line) => line.seq <= seq).length;
  return bytes.subarray(held === 0 ? (image?.end ?? 0) : ends[held - 1]);
}

export interface CompactedSegment {
  readonly folder: string;
  readonly segment: Segment;
  readonly openSegment: OpenSegment;
  readonly image: LedgerImage;
  readonly seq: number;
  readonly carried: Buffer;
}

/**
 * Writes a segment that begins with an image, under a temporary name until all of it is on the disk: under its own name it is
 * always whole. The file stays open across the rename, so nothing can fail between the new segment and its writer.
 */
export async function writeCompacted(
  spec: CompactedSegment,
): Promise<{ readonly file: SegmentFile; readonly imageBytes: number }> {
  const path = join(spec.folder, spec.segment.name);
  const temporary = `${path}.tmp`;
  const image = encodeFrame({ seq: spec.seq, epoch: spec.segment.epoch, content: { image: spec.image } });
  await rm(temporary, { force: true });
  const file = await spec.openSegment(temporary, 'create');
  try {
    await writeAll(file, Buffer.concat([image, spec.carried]), 0);
    await file.datasync();
    await rename(temporary, path);
  } catch (error) {
    await file.close();
    await rm(temporary, { force: true });
    throw error;
  }
  return { file, imageBytes: image.length };
}

/** Removes what lies before `first`, which begins with an image. */
export async function removeOlder(folder: string, first: Segment): Promise<void> {
  for (const segment of await listSegments(folder)) {
    if (segment.name === first.name) return;
    await rm(join(folder, segment.name), { force: true });
  }
}
