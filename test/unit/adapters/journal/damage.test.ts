import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeFrame } from '../../../../src/adapters/journal/frame.ts';
import { readJournal } from '../../../../src/adapters/journal/journal.ts';
import { joinSegments } from '../../../../src/adapters/journal/replay.ts';
import { scanSegment } from '../../../../src/adapters/journal/scan.ts';
import { segmentOf } from '../../../../src/adapters/journal/segments.ts';
import { aJournal, aMark, anImage, marksOf } from '../../../support/journal-parts.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const records = 50;
const names = Array.from({ length: records }, (_, index) => `m${index}`);

interface Line {
  readonly seq: number;
  readonly epoch?: number;
  readonly mark: string;
}

function linesOf(lines: readonly Line[]): Buffer {
  return Buffer.concat(
    lines.map(({ seq, epoch = 1, mark }) => encodeFrame({ seq, epoch, content: { entry: aMark(mark) } })),
  );
}

const whole = linesOf(names.map((mark, index) => ({ seq: index + 1, mark })));
/** Offset behind each line. */
const ends = [...whole.entries()].flatMap(([at, byte]) => (byte === 0x0a ? [at + 1] : []));

/** Lays segments down as files; the names are `epoch` and `number`. */
function lay(dir: string, segments: readonly (readonly [number, number, Buffer])[]): void {
  mkdirSync(join(dir, 'journal'), { recursive: true });
  for (const [epoch, number, bytes] of segments)
    writeFileSync(join(dir, 'journal', segmentOf(epoch, number).name), bytes);
}

function intactBefore(offset: number): readonly string[] {
  return names.slice(0, ends.filter((end) => end <= offset).length);
}

/** What one segment of these bytes gives; in memory and without a matcher, to be quick enough for every byte. */
function reads(
  bytes: Buffer,
  expected: { readonly marks: readonly string[]; readonly leftovers: number },
): boolean {
  const { lines, leftovers } = joinSegments([scanSegment(segmentOf(1, 1), bytes)]);
  return marksOf(lines).join() === expected.marks.join() && leftovers.length === expected.leftovers;
}

describe('a journal that was cut', () => {
  test('at any byte gives all whole lines and reports the rest', () => {
    const wrong: number[] = [];
    for (let length = 0; length <= whole.length; length += 1) {
      const leftovers = length === 0 || ends.includes(length) ? 0 : 1;
      if (!reads(whole.subarray(0, length), { marks: intactBefore(length), leftovers })) wrong.push(length);
    }
    expect(wrong).toEqual([]);
  });

  test('at any byte of its last line goes on behind the last whole line, and keeps what was cut', async () => {
    const lastBegins = ends.at(-2) ?? 0;
    for (let length = lastBegins + 1; length < whole.length; length += 7) {
      const dir = temporaryFolder();
      lay(dir, [[1, 1, whole.subarray(0, length)]]);
      const journal = aJournal(dir);
      const opened = await journal.open();
      expect(opened.reports).toEqual([expect.stringContaining('unfinished')]);
      await journal.append([aMark('next')]);
      await journal.close();
      const again = await readJournal(dir);
      expect(marksOf(again.lines)).toEqual([...names.slice(0, -1), 'next']);
      expect(again.reports).toEqual([]);
      expect(kept(dir)).toEqual([whole.subarray(lastBegins, length)]);
    }
  });
});

function kept(dir: string): readonly Buffer[] {
  const folder = join(dir, 'journal', 'torn');
  return readdirSync(folder).map((name) => readFileSync(join(folder, name)));
}

/** Contents of the segments. */
function filesIn(dir: string): readonly Buffer[] {
  const folder = join(dir, 'journal');
  return readdirSync(folder)
    .toSorted()
    .map((name) => readFileSync(join(folder, name)));
}

function damagedIn(dir: string): readonly Buffer[] {
  const folder = join(dir, 'journal', 'damaged');
  return readdirSync(folder)
    .toSorted()
    .map((name) => readFileSync(join(folder, name)));
}

describe('a journal with a changed byte', () => {
  test('gives the lines before it, none after it, and reports it', () => {
    const wrong: number[] = [];
    for (let at = 0; at < whole.length; at += 1) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      if (!reads(bytes, { marks: intactBefore(at), leftovers: 1 })) wrong.push(at);
    }
    expect(wrong).toEqual([]);
  });

  test('in the middle keeps it closed and as it is, until somebody goes on past it', async () => {
    const dir = temporaryFolder();
    const bytes = Buffer.from(whole);
    bytes[(ends[9] ?? 0) + 30] = 0x58;
    const later = linesOf([{ seq: records + 1, epoch: 2, mark: 'later' }]);
    lay(dir, [
      [1, 1, bytes],
      [2, 1, later],
    ]);
    const before = filesIn(dir);
    const closed = aJournal(dir);
    const refused = await closed.open();
    expect(marksOf(refused.lines)).toEqual(names.slice(0, 10));
    expect(refused).toMatchObject({ reports: [], damagedFiles: [] });
    expect(refused.damage).toEqual([
      expect.stringMatching(/damaged.*39 readable lines/),
      expect.stringMatching(/damaged.*1 readable lines/),
    ]);
    await expect(closed.append([aMark('no')])).rejects.toThrow('opened');
    await closed.close();
    expect(filesIn(dir)).toEqual(before);

    const journal = aJournal(dir, { pastDamage: true });
    const opened = await journal.open();
    expect(marksOf(opened.lines)).toEqual(names.slice(0, 10));
    expect(opened.damagedFiles).toHaveLength(2);
    await journal.append([aMark('next')]);
    await journal.close();
    expect(damagedIn(dir)).toEqual([bytes, later]);
    const lacking = await aJournal(dir).open();
    expect(lacking.damage).toEqual([expect.stringContaining('lacking'), expect.stringContaining('lacking')]);
    expect(marksOf(lacking.lines)).toEqual([...names.slice(0, 10), 'next']);

    const again = aJournal(dir, { pastDamage: true });
    await again.open();
    await again.madeUp();
    await again.close();
    const last = await aJournal(dir).open();
    expect(last).toMatchObject({ damage: [], reports: [] });
    expect(last.damagedFiles.map((file) => readFileSync(file))).toEqual([bytes, later]);
  });

  test('in the image that a compaction left is damage, also when nothing follows it', async () => {
    const dir = temporaryFolder();
    const image = encodeFrame({ seq: 5, epoch: 1, content: { image: anImage('x') } });
    image[20] = 0x58;
    lay(dir, [[1, 2, image]]);
    expect((await aJournal(dir).open()).damage).toHaveLength(1);
    expect(filesIn(dir)).toEqual([image]);
  });

  test('in its image, with nothing else left, counts as lost', async () => {
    const dir = temporaryFolder();
    const image = encodeFrame({ seq: 5, epoch: 1, content: { image: anImage('x') } });
    image[20] = 0x58;
    lay(dir, [[1, 2, Buffer.concat([image, linesOf([{ seq: 6, mark: 'after' }])])]]);
    const { fresh, lines, damage } = await readJournal(dir);
    expect({ fresh, lines }).toEqual({ fresh: true, lines: [] });
    expect(damage).toEqual([expect.stringContaining('damaged')]);
  });
});

test('any journal with any bytes overwritten gives a prefix of what was written', async () => {
  const dir = temporaryFolder();
  const patch = fc.record({
    at: fc.nat(whole.length - 1),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 80 }),
  });
  await fc.assert(
    fc.asyncProperty(patch, async ({ at, bytes }) => {
      const damaged = Buffer.from(whole);
      damaged.set(bytes.subarray(0, damaged.length - at), at);
      lay(dir, [[1, 1, damaged]]);
      const marks = marksOf((await readJournal(dir)).lines);
      expect(marks).toEqual(names.slice(0, marks.length));
      expect(marks.length).toBeGreaterThanOrEqual(intactBefore(at).length);
    }),
    { numRuns: 300 },
  );
});

describe('segments of several epochs', () => {
  test('leave out what a replaced writer wrote after its successor had begun', async () => {
    const dir = temporaryFolder();
    lay(dir, [
      [1, 1, linesOf([1, 2, 3, 4].map((seq) => ({ seq, mark: `old ${seq}` })))],
      [2, 1, Buffer.alloc(0)],
      [3, 1, linesOf([3, 4].map((seq) => ({ seq, epoch: 3, mark: `new ${seq}` })))],
    ]);
    const journal = aJournal(dir);
    const opened = await journal.open();
    await journal.close();
    expect(marksOf(opened.lines)).toEqual(['old 1', 'old 2', 'new 3', 'new 4']);
    expect(opened.reports).toEqual([expect.stringContaining('replaced')]);
    expect((await readJournal(dir)).reports).toEqual([]);
  });

  test('are read from the newest image on, whatever an unfinished compaction left behind', async () => {
    const dir = temporaryFolder();
    const image = encodeFrame({ seq: 2, epoch: 1, content: { image: anImage('x') } });
    lay(dir, [
      [1, 1, linesOf([1, 2].map((seq) => ({ seq, mark: `old ${seq}` })))],
      [1, 2, Buffer.concat([image, linesOf([{ seq: 3, mark: 'after' }])])],
    ]);
    writeFileSync(join(dir, 'journal', `${segmentOf(1, 3).name}.tmp`), 'half an image');
    const journal = aJournal(dir);
    const opened = await journal.open();
    await journal.close();
    expect(opened.image?.integration.branch).toBe('x');
    expect(marksOf(opened.lines)).toEqual(['after']);
    expect(readdirSync(join(dir, 'journal')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('a journal of another release', () => {
  test.each([
    ['an unknown kind of entry', { v: 1, seq: 2, epoch: 1, entry: { type: 'dreamed', at: 1 } }],
    [
      'an unknown fact',
      { v: 1, seq: 2, epoch: 1, entry: { type: 'observed', at: 1, facts: [{ type: 'x' }] } },
    ],
    ['an entry without its facts', { v: 1, seq: 2, epoch: 1, entry: { type: 'observed', at: 1 } }],
    ['an image of another shape', { v: 1, seq: 2, epoch: 1, image: { version: 1, tasks: {} } }],
    ['another version of the line', { v: 2, seq: 2, epoch: 1, entry: { type: 'stopped', at: 1 } }],
    ['another version of the image', { v: 1, seq: 2, epoch: 1, image: { version: 2 } }],
  ])('is refused by name and left as it is: %s', async (_what, line) => {
    const dir = temporaryFolder();
    const epoch = { type: 'epoch', at: 1, pid: 1, startTime: 'x', version: '9.9.0' } as const;
    const first = encodeFrame({ seq: 1, epoch: 1, content: { entry: epoch } });
    const bytes = Buffer.concat([first, frameOf(line)]);
    lay(dir, [[1, 1, bytes]]);
    await expect(aJournal(dir).open()).rejects.toThrow(/czar 9\.9\.0/);
    expect(readFileSync(join(dir, 'journal', segmentOf(1, 1).name))).toEqual(bytes);
  });
});

/** A line with a right checksum around any content. */
function frameOf(line: object): Buffer {
  const rest = Buffer.from(JSON.stringify(line).slice(1));
  const crc = crc32(rest).toString(16).padStart(8, '0');
  return Buffer.concat([Buffer.from(`{"crc":"${crc}",`), rest, Buffer.from('\n')]);
}
