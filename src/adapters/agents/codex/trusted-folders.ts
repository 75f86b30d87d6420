import { jsonIn } from '../../files/json-in.ts';

/** A table of codex' own file about one folder, as codex writes it: its header, its one key, and the blank lines behind it. */
const TABLE =
  /^\[projects\.("(?:[^"\\\n]|\\.)*")\]\r?\n(?:trust_level[ \t]*=[ \t]*"[a-z]*"[ \t]*(?:\r?\n|$))+(?:[ \t]*\r?\n)*(?=\[|$(?![^]))/gm;

/**
 * The folders that codex keeps a trust about in its own file (`config.toml`), each in a table of its own with nothing else in it. None
 * where something could look like one and be none: in a text with strings of several lines.
 */
export function keptFolders(text: string): readonly string[] {
  return tablesIn(text).flatMap(({ folder }) => (folder === null ? [] : [folder]));
}

/** The same text without what it keeps about this folder; everything else stays as it is written. */
export function withoutFolder(text: string, folder: string): string {
  return tablesIn(text)
    .filter((table) => table.folder === folder)
    .reduceRight((rest, { at, length }) => rest.slice(0, at) + rest.slice(at + length), text);
}

interface Table {
  readonly folder: string | null;
  readonly at: number;
  readonly length: number;
}

function tablesIn(text: string): readonly Table[] {
  if (text.includes('"""') || text.includes("'''")) return [];
  return [...text.matchAll(TABLE)].map((found) => ({
    folder: nameIn(found[1] ?? ''),
    at: found.index,
    length: found[0].length,
  }));
}

/** A basic string of TOML that is one of JSON too: codex writes no other escapes into paths. */
function nameIn(quoted: string): string | null {
  const name: unknown = jsonIn(quoted);
  return typeof name === 'string' ? name : null;
}
