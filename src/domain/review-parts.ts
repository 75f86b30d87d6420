import type { FilePatch, Patch } from './patch.ts';

/** What of one file a reviewer is shown in one request. */
export interface ShownFile extends Pick<FilePatch, 'path' | 'from' | 'kind' | 'mode'> {
  readonly hunks: string;
}

/** A file that is only named, and why. */
export interface NamedFile extends Pick<FilePatch, 'path' | 'kind'> {
  readonly why: string;
}

/** A change in requests. Null: it takes too many. */
export interface ReviewParts {
  readonly parts: readonly (readonly ShownFile[])[];
  readonly named: readonly NamedFile[];
}

/** In UTF-16 units, which is in bytes what plain code has. */
const PART_SIZE = 150_000;
const MOST_PARTS = 12;

/** What is made by programs and read by nobody. */
const MADE =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|Cargo\.lock|go\.sum|composer\.lock|Gemfile\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|flake\.lock)$|\.(?:min\.js|min\.css|map|snap)$/;

/** Cuts a change into requests: by files, and a large file by its hunks and lines. Each line of it is in exactly one. */
export function reviewParts(patch: Patch, partSize = PART_SIZE): ReviewParts | null {
  if (!patch.isWhole) return null;
  const named = patch.files.flatMap((file) => nameOnly(file, partSize) ?? []);
  const left = new Set(named.map(({ path }) => path));
  const pieces = patch.files
    .filter(({ path }) => !left.has(path))
    .flatMap((file) => piecesOf(file, partSize));
  const parts: ShownFile[][] = [];
  let room = 0;
  for (const piece of pieces) {
    const size = sizeOf(piece);
    if (size > room || parts.length === 0) {
      parts.push([]);
      room = partSize;
    }
    parts.at(-1)?.push(piece);
    room -= size;
  }
  if (parts.length > MOST_PARTS) return null;
  return { parts: parts.length === 0 ? [[]] : parts, named };
}

function nameOnly({ path, kind, isBinary, hunks }: FilePatch, partSize: number): NamedFile | null {
  if (isBinary) return { path, kind, why: 'binary' };
  if (MADE.test(path)) return { path, kind, why: 'made by a program' };
  const longest = Math.max(0, ...(hunks ?? '').split('\n').map((line) => line.length));
  return longest > partSize / 4 ? { path, kind, why: `has a line of ${longest} characters` } : null;
}

function sizeOf({ path, hunks }: ShownFile): number {
  // Each line gets a bar and a blank where it is quoted.
  return path.length + hunks.length + hunks.split('\n').length * 2 + 200;
}

function piecesOf(file: FilePatch, partSize: number): readonly ShownFile[] {
  const { path, from, kind, mode } = file;
  const about = { path, from, kind, mode };
  const whole = { ...about, hunks: file.hunks ?? '' };
  if (sizeOf(whole) <= partSize) return [whole];
  return chunked(whole.hunks, Math.floor(partSize / 2)).map((hunks) => ({ ...about, hunks }));
}

/** Where a hunk stands in the old and the new file. */
interface Place {
  old: number;
  now: number;
}

/** Hunks cut after lines, each piece with a head that says where it stands. */
function chunked(hunks: string, size: number): readonly string[] {
  const chunks: string[] = [];
  let rows: string[] = [];
  let length = 0;
  let start: Place = { old: 0, now: 0 };
  const at: Place = { old: 0, now: 0 };
  const close = (): void => {
    if (rows.length > 0) chunks.push([headOf(start, at), ...rows].join('\n'));
    rows = [];
    length = 0;
    start = { ...at };
  };
  for (const row of hunks.split('\n')) {
    const [, old, now] = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(row) ?? [];
    if (old !== undefined && now !== undefined) {
      close();
      Object.assign(at, { old: Number(old), now: Number(now) });
      start = { ...at };
      continue;
    }
    if (length + row.length > size) close();
    rows.push(row);
    length += row.length + 3;
    if (!row.startsWith('+') && !row.startsWith('\\')) at.old += 1;
    if (!row.startsWith('-') && !row.startsWith('\\')) at.now += 1;
  }
  close();
  return chunks;
}

function headOf(start: Place, end: Place): string {
  return `@@ -${start.old},${end.old - start.old} +${start.now},${end.now - start.now} @@`;
}
