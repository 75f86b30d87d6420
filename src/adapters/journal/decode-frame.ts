import { z } from 'zod';
import type { Entry } from '../../domain/entry.ts';
import { Fault } from '../../domain/fault.ts';
import type { LedgerImage } from '../../domain/ledger-image.ts';
import { formatVersion, type Frame } from './frame.ts';
import { whyNoEntry, whyNoImage } from './shapes.ts';

const number = z.int().nonnegative();
const entrySchema = z.strictObject({
  v: z.literal(formatVersion),
  seq: number,
  epoch: number,
  // Not copied and not walked through: 100,000 of these are read at a start.
  entry: z.custom<{ readonly type: string }>(hasType),
});
const imageSchema = z.strictObject({
  v: z.literal(formatVersion),
  seq: number,
  epoch: number,
  image: z.looseObject({ version: z.literal(1) }),
});

function hasType(entry: unknown): boolean {
  return typeof entry === 'object' && entry !== null && 'type' in entry && typeof entry.type === 'string';
}

/** Where a line lies, for messages. */
export interface LinePlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The release that wrote this part, as far as it is known. */
  readonly writtenBy: string | null;
}

/**
 * Decodes a line whose checksum held: Czar wrote exactly this, so what is not understood was written by another release and is
 * refused (Fault `journal-broken`), never passed over. What is inside of a known fact is not looked at: the checksum vouches for it.
 */
export function decodeFrame(json: string, place: LinePlace): Frame {
  const raw: unknown = JSON.parse(json);
  const entry = entrySchema.safeParse(raw);
  if (entry.success) return entryFrame(entry.data, place);
  const image = imageSchema.safeParse(raw);
  if (!image.success) throw otherRelease(place, 'the line has another shape');
  const because = whyNoImage(image.data.image);
  if (because !== null) throw otherRelease(place, because);
  const { seq, epoch } = image.data;
  return { seq, epoch, content: { image: image.data.image as unknown as LedgerImage } };
}

function entryFrame({ seq, epoch, entry }: z.infer<typeof entrySchema>, place: LinePlace): Frame {
  const because = whyNoEntry(entry);
  if (because !== null) throw otherRelease(place, because);
  return { seq, epoch, content: { entry: entry as unknown as Entry } };
}

function otherRelease({ file, line, writtenBy }: LinePlace, detail: string): Fault {
  const release = writtenBy === null ? 'another release' : `czar ${writtenBy}`;
  return new Fault({
    code: 'journal-broken',
    what: 'read the journal',
    on: `${file}:${line}`,
    because: `it was written by ${release}, which this one does not understand (${detail})`,
    help: 'install that release or a newer one; nothing was changed',
  });
}
