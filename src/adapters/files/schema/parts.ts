import { z } from 'zod';

/** Pieces that the schemas of several files share. Messages say what was expected, to be read after "expected". */

const noNul = /^[^\0]*$/;

export const text = z.string().regex(noNul, 'a text without the character NUL');

export const duration = z
  .string()
  .regex(/^\s*\d+(?:\.\d+)?\s*(?:ms|s|m|h|d)\s*$/, 'a duration such as "90s", "10m" or "2h"');

export const size = z
  .string()
  .regex(/^\s*\d+(?:\.\d+)?\s*(?:B|KB|MB|GB|TB)\s*$/, 'a size such as "50MB" or "2GB"');

export const count = z.int().min(0).max(1_000_000);

/** A name as Czar allows it; in a JSON Schema its pattern. */
export const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, 'a name of at most 40 letters, digits, "_" and "-"');

/** Why a text is no path inside the project, or null. The text is taken literally: nothing in it is decoded. */
export function refusePath(path: string): string | null {
  if (path === '') return 'it is empty';
  if (path.length > 1_024) return 'it is longer than 1,024 characters';
  if (/\p{Cc}/u.test(path)) return 'it holds a control character';
  if (path.startsWith('/') || path.startsWith('~') || path.startsWith('\\'))
    return 'it is not relative to the project';
  if (path.split(/[/\\]/).includes('..')) return 'it leads out of the project with ".."';
  return null;
}

export const innerPath = z
  .string()
  .refine((path) => refusePath(path) === null, 'a path inside the project, without ".." and a leading "/"');

export const check = z.strictObject({
  name: text.min(1),
  run: text.min(1),
  timeout: duration.default('10m'),
});

/** The key under which editors find the schema of a file. */
export const schemaKey = z.string().optional();
