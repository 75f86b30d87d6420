import type { Sha } from './names.ts';

/** What changed between two commits, file by file. Paths are from the top of the repository, and may hold any character. */
export interface Patch {
  readonly files: readonly FilePatch[];
  /** Null texts: there is more of it than can be looked at. */
  readonly isWhole: boolean;
}

export interface FilePatch {
  readonly path: string;
  /** What it was called before; null: the same, or it was not there. */
  readonly from: string | null;
  readonly kind: 'added' | 'modified' | 'deleted' | 'renamed';
  /** As git writes it: `100644`, `100755`, `120000` (a link), `160000` (a submodule); `000000` when it is gone. */
  readonly mode: string;
  readonly isBinary: boolean;
  /** Its hunks as a unified diff, without a head; '' when no line changed. Null: not known. */
  readonly hunks: string | null;
}

/** A line of a file as it is after a change. */
export interface PatchLine {
  /** From 1 on. */
  readonly line: number;
  readonly text: string;
  readonly isAdded: boolean;
}

/** What one commit adds to one file. */
export interface AddedText {
  readonly commit: Sha;
  /** For people. */
  readonly path: string;
  readonly lines: readonly PatchLine[];
}

/** The lines of the new file that these hunks show: those that were added, and those around them. */
export function shownLines(hunks: string): readonly PatchLine[] {
  const shown: PatchLine[] = [];
  let line = 0;
  for (const row of hunks.split('\n')) {
    const start = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(row)?.[1];
    if (start !== undefined) {
      line = Number(start);
    } else if (row.startsWith('+') || row.startsWith(' ')) {
      shown.push({ line, text: row.slice(1), isAdded: row.startsWith('+') });
      line += 1;
    } else if (row === '') {
      // An unchanged empty line, where git was told to leave its blank away; and what is behind the last line end.
      line += 1;
    }
  }
  return shown;
}

export function addedLines(hunks: string): readonly PatchLine[] {
  return shownLines(hunks).filter(({ isAdded }) => isAdded);
}
