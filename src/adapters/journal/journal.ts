import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry, JournalLine } from '../../domain/entry.ts';
import { Fault } from '../../domain/fault.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Journal, OpenedJournal } from '../../ports/journal.ts';
import { messageOf } from '../files/error-code.ts';
import { cutLeftover, describeLeftover, forgetLack, keptDamage } from './aside.ts';
import { replaySegments, type Replay } from './replay.ts';
import { openOnDisk, type OpenSegment } from './segment-file.ts';
import { claimEpoch, listSegments, type Segment } from './segments.ts';
import { openWriter, type SegmentWriter } from './writer.ts';

export interface JournalPlace {
  /** The project's journal dir; the segments lie in `journal/` below it. */
  readonly dir: string;
  /** Of this release. */
  readonly version: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly self: { readonly pid: number; readonly startTime: string };
  /** Go on from what can be read before a damage. */
  readonly pastDamage?: boolean;
  /** How segments are opened for writing; on the disk unless said otherwise. */
  readonly openSegment?: OpenSegment;
}

/** The journal of a project, in files. Nothing is touched before `open`. */
export function openJournal(place: JournalPlace): Journal {
  let writer: SegmentWriter | null = null;
  const opened = (): SegmentWriter => {
    if (writer === null) throw notOpen(place.dir);
    return writer;
  };
  return {
    async open() {
      if (writer !== null) throw notOpen(place.dir);
      const begun = await begin(place);
      writer = begun.writer;
      return begun.opened;
    },
    append: async (entries) => opened().append(entries),
    compact: async (image, seq) => opened().compact(image, seq),
    madeUp: () => forgetLack(folderOf(place.dir)),
    get bytesSinceImage() {
      return opened().bytesSinceImage;
    },
    close: async () => writer?.close(),
  };
}

/**
 * Reads the journal of a project without taking an epoch or cutting anything: for looking while nobody runs. While somebody does,
 * an unfinished last line is no cause for alarm. `epoch` is the newest one taken, 0 when none was.
 */
export async function readJournal(dir: string): Promise<OpenedJournal> {
  const folder = folderOf(dir);
  for (let tries = 1; ; tries += 1) {
    const segments = await listSegments(folder);
    try {
      const replay = await replaySegments(folder, segments);
      const reports = replay.leftovers.map(describeLeftover);
      return { ...(await tell(folder, replay)), epoch: segments.at(-1)?.epoch ?? 0, reports };
    } catch (error) {
      // A supervisor that compacts removes segments under the reader.
      if (error instanceof Fault || tries >= readTriesMax) throw unreadable(folder, error);
    }
  }
}

const readTriesMax = 5;

function folderOf(dir: string): string {
  return join(dir, 'journal');
}

async function begin(
  place: JournalPlace,
): Promise<{ readonly writer: SegmentWriter | null; readonly opened: OpenedJournal }> {
  const folder = folderOf(place.dir);
  try {
    const segment = await claimEpoch(folder);
    const replay = await replayBefore(folder, segment);
    const told = await tell(folder, replay);
    if (told.damage.length > 0 && place.pastDamage !== true) {
      await rm(join(folder, segment.name));
      return { writer: null, opened: { ...told, epoch: segment.epoch - 1, reports: [] } };
    }
    const reports = await cutLeftovers(place, replay);
    const { files: damagedFiles } = await keptDamage(folder);
    const { lastSeq, bytesSinceImage } = replay;
    const openSegment = place.openSegment ?? openOnDisk;
    const writer = await openWriter({ folder, segment, lastSeq, bytesSinceImage, openSegment });
    const first = await writer.append([epochEntry(place)]);
    const lines: readonly JournalLine[] = [...replay.lines, ...first];
    return {
      writer,
      opened: { ...told, damagedFiles, epoch: segment.epoch, lines, reports },
    };
  } catch (error) {
    throw unreadable(folder, error);
  }
}

function epochEntry({ version, clock, self }: JournalPlace): Entry {
  return { type: 'epoch', at: clock.now(), pid: self.pid, startTime: self.startTime, version };
}

async function replayBefore(folder: string, own: Segment): Promise<Replay> {
  return replaySegments(
    folder,
    (await listSegments(folder)).filter(({ epoch }) => epoch < own.epoch),
  );
}

async function tell(folder: string, replay: Replay): Promise<Omit<OpenedJournal, 'epoch' | 'reports'>> {
  const { image, lines, leftovers } = replay;
  const { files, lacking } = await keptDamage(folder);
  const damage = [...leftovers.filter(({ kind }) => kind === 'damage').map(describeLeftover), ...lacking];
  return { image, lines, damage, damagedFiles: files, fresh: isFresh(replay) };
}

async function cutLeftovers({ clock, dir }: JournalPlace, replay: Replay): Promise<readonly string[]> {
  const folder = folderOf(dir);
  const reports: string[] = [];
  for (const leftover of replay.leftovers)
    reports.push(await cutLeftover(folder, { leftover, at: clock.now() }));
  await removeUnfinished(folder);
  return reports;
}

/** Segments that a compaction did not finish. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.endsWith('.jsonl.tmp')) await rm(join(folder, name), { force: true });
}

function isFresh({ image, lines }: Replay): boolean {
  return image === null && lines.every(({ entry }) => entry.type === 'epoch' || entry.type === 'stopped');
}

function unreadable(folder: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  return new Fault(
    {
      code: 'journal-broken',
      what: 'open the journal',
      on: folder,
      because: messageOf(error),
      transient: true,
    },
    error,
  );
}

function notOpen(dir: string): Fault {
  return new Fault({
    code: 'bug',
    what: 'use the journal',
    on: dir,
    because: 'it is opened exactly once, before use',
  });
}
