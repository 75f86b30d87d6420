import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalLine } from '../../domain/entry.ts';
import { isMissing } from '../files/error-code.ts';
import { replaySegments } from './replay.ts';
import { scanAppended } from './scan.ts';
import { listSegments, type Segment } from './segments.ts';

/** The journal of a project, read on as it grows. */
export interface FollowedJournal {
  /** All its lines as they are now, oldest first; the same list as before when nothing was written. Errors: Fault `journal-broken`. */
  read(): Promise<readonly JournalLine[]>;
}

interface Known {
  readonly segments: readonly Segment[];
  readonly lines: readonly JournalLine[];
  readonly lastSeq: number;
  /** Where the lines end in the newest segment. */
  readonly endsAt: number;
}

const readTriesMax = 5;

/** What was read once is not read again, unless segments have come or gone, or the newest one is shorter than it was. */
export function followJournal(dir: string): FollowedJournal {
  const folder = join(dir, 'journal');
  let known: Known | null = null;
  return {
    async read() {
      for (let tries = 1; ; tries += 1) {
        const segments = await listSegments(folder);
        try {
          known =
            (known === null ? null : await readOn(folder, segments, known)) ??
            (await readAll(folder, segments));
          return known.lines;
        } catch (error) {
          // A supervisor that compacts removes segments under the reader.
          if (!isMissing(error) || tries >= readTriesMax) throw error;
        }
      }
    },
  };
}

async function readAll(folder: string, segments: readonly Segment[]): Promise<Known> {
  const { lines, lastSeq, endsAt } = await replaySegments(folder, segments);
  return { segments, lines, lastSeq, endsAt };
}

/** Null: it has to be read anew. */
async function readOn(folder: string, segments: readonly Segment[], known: Known): Promise<Known | null> {
  const newest = segments.at(-1);
  const isSame = segments.map(({ name }) => name).join() === known.segments.map(({ name }) => name).join();
  if (newest === undefined || !isSame) return null;
  const path = join(folder, newest.name);
  const { size } = await stat(path);
  if (size < known.endsAt) return null;
  if (size === known.endsAt) return known;
  const { lines, end } = scanAppended(newest, await bytesFrom(path, known.endsAt, size), known.lastSeq);
  if (lines.length === 0) return known;
  return {
    segments,
    lines: [...known.lines, ...lines],
    lastSeq: known.lastSeq + lines.length,
    endsAt: known.endsAt + end,
  };
}

async function bytesFrom(path: string, from: number, to: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(to - from), position: from });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
