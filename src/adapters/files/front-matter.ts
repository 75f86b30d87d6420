import { LineCounter, parseDocument, type Document } from 'yaml';
import { printable } from '../../domain/names.ts';
import type { Problem } from '../../domain/wish.ts';
import { checkAgainst } from './decode-json.ts';
import type { Finding } from './finding.ts';
import { isObject } from './queue-entries.ts';
import { frontMatterSchema, type FrontMatter } from './schema/queue.ts';
import { cleanTitle } from './title.ts';

/** What a task file says before its text, and the text. */
export interface TaskHead {
  /** From the front matter, else the first heading; null when there is neither. */
  readonly title: string | null;
  readonly front: FrontMatter;
  readonly problems: readonly Omit<Problem, 'tasks'>[];
  /** The front matter could not be understood: its edges are not known. */
  readonly isDoubtful: boolean;
}

/** Decodes the beginning of a task file; `file` names it in problems. */
export function decodeHead(file: string, text: string): TaskHead {
  const { front: yaml, body } = splitFrontMatter(text);
  const heading = cleanTitle(/^#{1,6}[ \t]+(\S.*)$/m.exec(body)?.[1]);
  if (yaml === null) return { title: heading, front: {}, problems: [], isDoubtful: false };
  const { front, problems, isDoubtful } = decodeFront(file, yaml);
  return { title: cleanTitle(front.title) ?? heading, front, problems, isDoubtful };
}

/** The text of a task without its front matter. A line of dashes that no second one follows begins no front matter. */
export function bodyOf(text: string): string {
  return splitFrontMatter(text).body;
}

function splitFrontMatter(text: string): { readonly front: string | null; readonly body: string } {
  const found = /^---[ \t]*(?:\r\n|\n|\r)([\s\S]*?)(?:^|(?<=[\r\n]))---[ \t]*(?:\r\n|\n|\r|$)/.exec(text);
  const inner = found?.[1];
  // Text between two rules is text; front matter begins with a key, a comment, or nothing.
  if (found === null || inner === undefined || !/^\s*(?:$|#|["']?[\w$-]+["']?\s*:)/.test(inner))
    return { front: null, body: text };
  return { front: inner, body: text.slice(found[0].length) };
}

type DecodedFront = Pick<TaskHead, 'front' | 'problems' | 'isDoubtful'>;

function decodeFront(file: string, yaml: string): DecodedFront {
  const lines = new LineCounter();
  try {
    const document = parseDocument(yaml, {
      lineCounter: lines,
      schema: 'core',
      prettyErrors: false,
      logLevel: 'silent',
    });
    const [error] = document.errors;
    if (error !== undefined) return doubtful(file, positionIn(lines, error.pos[0]), error.message);
    return checkFront(file, { document, lines });
  } catch (error) {
    // Aliases that multiply, and nesting beyond the stack, are told by these two.
    if (error instanceof RangeError || error instanceof ReferenceError)
      return doubtful(file, nowhere, error.message);
    throw error;
  }
}

interface ParsedYaml {
  readonly document: Document;
  readonly lines: LineCounter;
}

function checkFront(file: string, { document, lines }: ParsedYaml): DecodedFront {
  const value: unknown = document.toJS({ maxAliasCount: 20 });
  if (value === null || value === undefined) return { front: {}, problems: [], isDoubtful: false };
  const checked = isObject(value) ? checkAgainst(frontMatterSchema, value) : null;
  if (checked === null) return doubtful(file, nowhere, 'expected "key: value" lines in the front matter');
  const problems = checked.findings.map((finding) => ({
    file,
    ...placeIn({ document, lines }, finding),
    message: `${finding.path.join('.')}: ${printable(finding.message)}`,
  }));
  return { front: checked.data, problems, isDoubtful: checked.broken };
}

const nowhere = { line: null, column: null };

function doubtful(file: string, place: Pick<Problem, 'line' | 'column'>, message: string): DecodedFront {
  const [first = ''] = message.split('\n');
  return {
    front: {},
    problems: [{ file, ...place, message: `front matter: ${printable(first)}` }],
    isDoubtful: true,
  };
}

function placeIn({ document, lines }: ParsedYaml, { path }: Finding): Pick<Problem, 'line' | 'column'> {
  const node: unknown = document.getIn(path, true);
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
  return Array.isArray(range) ? positionIn(lines, Number(range[0])) : nowhere;
}

/** The front matter begins on the second line of its file. */
function positionIn(lines: LineCounter, offset: number): Pick<Problem, 'line' | 'column'> {
  const { line, col } = lines.linePos(offset);
  return { line: line + 1, column: col };
}
