import type { Entry, JournalLine } from '../../../src/domain/entry.ts';
import { Fault } from '../../../src/domain/fault.ts';
import type { LedgerImage } from '../../../src/domain/ledger-image.ts';
import type { Journal } from '../../../src/ports/journal.ts';
import { decodeJson } from '../decode.ts';
import type { Life } from '../life.ts';
import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';

/** A disk that holds a journal. What lies on it is text: nothing that the supervisor holds in its memory is shared with it. */
export interface JournalDisk {
  /** What lines the disk holds for good, in order; called once for each, when it is there. */
  onDurable(listener: (line: JournalLine, text: string) => void): void;
  /** The power goes off: of what was on its way, a beginning is there. */
  crash(): void;
  /** As one life of the supervisor opens it. `selfPid` goes into its epoch entry. */
  opener(life: Life, weight?: number): Journal;
}

interface Waiting {
  readonly epoch: number;
  readonly texts: readonly string[];
  readonly lines: readonly JournalLine[];
  readonly done: (error: Fault | null) => void;
}

interface Disk {
  epoch: number;
  image: string | null;
  /** Number of the last line that the image holds. */
  imageSeq: number;
  lines: { readonly seq: number; readonly text: string }[];
  waiting: Waiting[];
  nextSeq: number;
  bytes: number;
}

export function journalDisk(scheduler: Scheduler, random: Random): JournalDisk {
  const disk: Disk = { epoch: 0, image: null, imageSeq: 0, lines: [], waiting: [], nextSeq: 1, bytes: 0 };
  const listeners: ((line: JournalLine, text: string) => void)[] = [];
  const harden = (waiting: Waiting, count = waiting.texts.length): void => {
    for (const text of waiting.texts.slice(0, count)) {
      const line = decodeJson<JournalLine>(text);
      disk.lines.push({ seq: line.seq, text });
      disk.bytes += text.length;
      for (const listener of listeners) listener(line, text);
    }
  };
  const flush = (): void => {
    for (const waiting of disk.waiting.splice(0)) {
      if (waiting.epoch === disk.epoch) harden(waiting);
      waiting.done(waiting.epoch === disk.epoch ? null : fenced());
    }
  };
  const write = (epoch: number, entries: readonly Entry[]): Promise<readonly JournalLine[]> =>
    new Promise((resolve, reject) => {
      if (epoch !== disk.epoch) throw fenced();
      const lines = entries.map((entry): JournalLine => ({ seq: disk.nextSeq++, epoch, entry }));
      const texts = lines.map((line) => JSON.stringify(line));
      const done = (error: Fault | null): void => (error === null ? resolve(lines) : reject(error));
      disk.waiting.push({ epoch, texts, lines, done });
      if (disk.waiting.length === 1) scheduler.after(random.int(1, 8), flush);
    });
  return {
    onDurable: (listener) => listeners.push(listener),
    crash() {
      let isCut = false;
      for (const waiting of disk.waiting.splice(0)) {
        const count: number = isCut ? 0 : random.int(0, waiting.texts.length);
        harden(waiting, count);
        isCut ||= count < waiting.texts.length;
      }
      disk.nextSeq = (disk.lines.at(-1)?.seq ?? disk.imageSeq) + 1;
    },
    opener: (life, weight = 1) => openJournal({ disk, life, write, scheduler, weight }),
  };
}

interface Opening {
  readonly disk: Disk;
  readonly life: Life;
  readonly scheduler: Scheduler;
  readonly weight: number;
  readonly write: (epoch: number, entries: readonly Entry[]) => Promise<readonly JournalLine[]>;
}

function openJournal({ disk, life, write, scheduler, weight }: Opening): Journal {
  let epoch: number | null = null;
  let isClosed = false;
  const mine = (): number => {
    if (epoch === null) throw fault('bug', 'it is not opened');
    if (isClosed) throw fault('journal-broken', 'it is closed');
    return epoch;
  };
  return {
    async open() {
      const opened = await life.ask(() => {
        disk.epoch += 1;
        return {
          epoch: disk.epoch,
          image: disk.image,
          old: disk.lines.map(({ text }) => decodeJson<JournalLine>(text)),
        };
      });
      epoch = opened.epoch;
      const at = scheduler.now;
      const own = await write(epoch, [
        { type: 'epoch', at, pid: epoch, startTime: `boot:${epoch}`, version: 'sim' },
      ]);
      const isEmpty = opened.old.every(({ entry }) => entry.type === 'epoch' || entry.type === 'stopped');
      return {
        epoch,
        image: opened.image === null ? null : decodeJson<LedgerImage>(opened.image),
        lines: [...opened.old, ...own],
        reports: [],
        damage: [],
        damagedFiles: [],
        fresh: opened.image === null && isEmpty,
      };
    },
    append: async (entries) => write(mine(), entries),
    async compact(image, seq) {
      const by = mine();
      if (seq >= disk.nextSeq) throw fault('bug', `there is no line ${seq}`);
      const text = JSON.stringify(image);
      await life.ask(() => {
        if (by !== disk.epoch) throw fenced();
        disk.image = text;
        disk.imageSeq = seq;
        disk.lines = disk.lines.filter((line) => line.seq > seq);
        disk.bytes = disk.lines.reduce((sum, line) => sum + line.text.length, 0);
      });
    },
    madeUp: () => Promise.resolve(),
    get bytesSinceImage() {
      return weight * disk.bytes;
    },
    close() {
      isClosed = true;
      return Promise.resolve();
    },
  };
}

function fenced(): Fault {
  return fault('fenced', 'another supervisor has it');
}

function fault(code: 'bug' | 'fenced' | 'journal-broken', because: string): Fault {
  return new Fault({ code, what: 'write the journal', on: 'the simulated disk', because });
}
