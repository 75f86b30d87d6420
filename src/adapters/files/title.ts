import { inline } from '../../domain/fence.ts';

const longestTitle = 200;

/** A title as it is kept and shown everywhere: one line, nothing in it that a terminal would obey. Null: it says nothing. */
export function cleanTitle(title: string | null | undefined): string | null {
  const clean = inline(title ?? '', longestTitle);
  return clean === '' ? null : clean;
}
