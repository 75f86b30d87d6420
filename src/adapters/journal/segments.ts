import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { createFile } from '../files/create-file.ts';
import { namesIn } from '../files/names-in.ts';

/** One file of the journal. Order: epoch, then number. */
export interface Segment {
  readonly epoch: number;
  readonly number: number;
  readonly name: string;
}

const pattern = /^(\d{8})-(\d{6})\.jsonl$/;
const claimsMax = 100;

export function segmentOf(epoch: number, number: number): Segment {
  return {
    epoch,
    number,
    name: `${String(epoch).padStart(8, '0')}-${String(number).padStart(6, '0')}.jsonl`,
  };
}

/** The segments in `folder`, oldest first; none when it does not exist. */
export async function listSegments(folder: string): Promise<readonly Segment[]> {
  return (await namesIn(folder)).flatMap(parseName).sort((a, b) => a.epoch - b.epoch || a.number - b.number);
}

function parseName(name: string): readonly Segment[] {
  const [, epoch, number] = pattern.exec(name) ?? [];
  return epoch === undefined || number === undefined ? [] : [segmentOf(Number(epoch), Number(number))];
}

/**
 * Takes the next epoch by creating its first segment, which only one process can. From then on every writer of an older epoch
 * finds itself fenced before it acknowledges anything.
 */
export async function claimEpoch(folder: string): Promise<Segment> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (let claim = 0; claim < claimsMax; claim += 1) {
    const newest = (await listSegments(folder)).at(-1);
    const segment = segmentOf((newest?.epoch ?? 0) + 1, 1);
    if (await createFile(join(folder, segment.name))) return segment;
  }
  throw new Fault({
    code: 'journal-broken',
    what: 'take an epoch',
    on: folder,
    because: `others took the next one ${claimsMax} times`,
    transient: true,
  });
}
