import { describe, expect, test } from 'vitest';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  openOnDisk,
  type OpenSegment,
  type SegmentFile,
} from '../../../../src/adapters/journal/segment-file.ts';
import { aJournal, aMark, anImage, marksOf } from '../../../support/journal-parts.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

interface Disk {
  /** Bytes that still fit. */
  room: number;
  failSync: boolean;
  failTruncate: boolean;
  syncs: number;
}

/** Real files on a disk that can get full: it takes what fits and then fails, as a file system does. */
function smallDisk(): { readonly disk: Disk; readonly openSegment: OpenSegment } {
  const disk: Disk = { room: Infinity, failSync: false, failTruncate: false, syncs: 0 };
  return { disk, openSegment: async (path, how) => limited(await openOnDisk(path, how), disk) };
}

function limited(file: SegmentFile, disk: Disk): SegmentFile {
  return {
    async write(buffer, { offset, position }) {
      if (disk.room <= 0) throw new Error('ENOSPC: no space left on device, write');
      const fits = buffer.subarray(0, Math.min(buffer.length, offset + disk.room));
      const { bytesWritten } = await file.write(fits, { offset, position });
      disk.room -= bytesWritten;
      return { bytesWritten };
    },
    async datasync() {
      disk.syncs += 1;
      if (disk.failSync) throw new Error('EIO: i/o error, fdatasync');
      await file.datasync();
    },
    async truncate(length) {
      if (disk.failTruncate) throw new Error('EIO: i/o error, ftruncate');
      await file.truncate(length);
    },
    close: () => file.close(),
  };
}

const transient = { facts: { code: 'journal-broken', transient: true } };

describe('an append that the disk refuses', () => {
  test.each([0, 1, 40, 100, 150])(
    'after %i bytes leaves nothing behind, and the next one works',
    async (room) => {
      const dir = temporaryFolder();
      const { disk, openSegment } = smallDisk();
      const journal = aJournal(dir, { openSegment });
      await journal.open();
      await journal.append([aMark('before')]);
      disk.room = room;
      await expect(journal.append([aMark('lost'), aMark('lost too')])).rejects.toMatchObject(transient);
      disk.room = Infinity;
      await journal.append([aMark('after')]);
      await journal.close();
      const opened = await aJournal(dir).open();
      expect(marksOf(opened.lines)).toEqual(['before', 'after']);
      expect(opened.reports).toEqual([]);
    },
  );

  test('at its fsync is not acknowledged and taken back', async () => {
    const dir = temporaryFolder();
    const { disk, openSegment } = smallDisk();
    const journal = aJournal(dir, { openSegment });
    await journal.open();
    disk.failSync = true;
    await expect(journal.append([aMark('lost')])).rejects.toMatchObject(transient);
    disk.failSync = false;
    await journal.append([aMark('after')]);
    await journal.close();
    expect(marksOf((await aJournal(dir).open()).lines)).toEqual(['after']);
  });

  test('and that cannot even be taken back is taken back before the next one', async () => {
    const dir = temporaryFolder();
    const { disk, openSegment } = smallDisk();
    const journal = aJournal(dir, { openSegment });
    await journal.open();
    Object.assign(disk, { room: 500, failTruncate: true });
    const long = [aMark('x'.repeat(1000))];
    await expect(journal.append(long)).rejects.toMatchObject(transient);
    await expect(journal.append([aMark('lost')])).rejects.toMatchObject(transient);
    Object.assign(disk, { room: Infinity, failTruncate: false });
    await journal.append([aMark('after')]);
    await journal.close();
    const opened = await aJournal(dir).open();
    expect(marksOf(opened.lines)).toEqual(['after']);
    expect(opened.reports).toEqual([]);
  });

  test('fails everything that already waits behind it, so that nothing is acknowledged behind a gap', async () => {
    const dir = temporaryFolder();
    const { disk, openSegment } = smallDisk();
    const journal = aJournal(dir, { openSegment });
    await journal.open();
    disk.room = 10;
    const settled = await Promise.allSettled(['a', 'b', 'c'].map((text) => journal.append([aMark(text)])));
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });
});

test('a compaction that the disk refuses changes nothing', async () => {
  const dir = temporaryFolder();
  const { disk, openSegment } = smallDisk();
  const journal = aJournal(dir, { openSegment });
  await journal.open();
  const [line] = await journal.append([aMark('before')]);
  disk.room = 20;
  await expect(journal.compact(anImage('x'), line?.seq ?? 0)).rejects.toMatchObject(transient);
  disk.room = Infinity;
  await journal.append([aMark('after')]);
  await journal.close();
  const opened = await aJournal(dir).open();
  expect(opened.image).toBeNull();
  expect(marksOf(opened.lines)).toEqual(['before', 'after']);
});

test('appends that wait at the same time share an fsync', async () => {
  const { disk, openSegment } = smallDisk();
  const journal = aJournal(temporaryFolder(), { openSegment });
  await journal.open();
  disk.syncs = 0;
  await Promise.all(Array.from({ length: 100 }, (_, index) => journal.append([aMark(`m${index}`)])));
  expect(disk.syncs).toBeLessThanOrEqual(2);
});

test('a writer whose folder was deleted does not go on as if its lines were kept', async () => {
  const dir = temporaryFolder();
  const journal = aJournal(dir);
  await journal.open();
  rmSync(join(dir, 'journal'), { recursive: true });
  await expect(journal.append([aMark('nowhere')])).rejects.toThrow(/was removed/);
});

test('what cannot be written as JSON is refused and harms nothing', async () => {
  const journal = aJournal(temporaryFolder());
  await journal.open();
  const circular: { because: string; self?: unknown } = { because: 'x' };
  circular.self = circular;
  await expect(journal.append([Object.assign(aMark('x'), circular)])).rejects.toThrow(/circular/);
  await expect(journal.append([aMark('fine')])).resolves.toHaveLength(1);
});
