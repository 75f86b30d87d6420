import { Fault } from '../../domain/fault.ts';
import type { Sha } from '../../domain/names.ts';
import { addedLines, type AddedText, type FilePatch, type Patch } from '../../domain/patch.ts';
import type { RepositoryContext } from './context.ts';
import type { GitAnswer } from './git.ts';
import { requireSha } from './refs.ts';

/** Attributes are not asked whether a file is text: whoever changes files can change those too. */
const textDiff = [
  '--patch',
  '--text',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--find-renames',
] as const;

type Args = readonly [string, ...string[]];

/** What changed between two commits; with `fork`, since the first of them and the second parted (port `History.patch`). */
export async function patch(
  context: RepositoryContext,
  { from, to, fork }: { readonly from: Sha; readonly to: Sha; readonly fork: Sha | null },
): Promise<Patch> {
  const range = [fork ?? requireSha(from), requireSha(to), '--'] as const;
  const raw = await read(context, ['diff-tree', '-r', '--raw', '-z', '--find-renames', ...range]);
  const named = parseRaw(raw.stdout);
  const { stdout, isCut } = await read(context, ['diff-tree', '-r', ...textDiff, ...range]);
  const sections = isCut ? null : sectionsOf(stdout);
  if (sections === null)
    return { files: named.map((file) => ({ ...file, isBinary: false, hunks: null })), isWhole: false };
  let at = 0;
  const files = named.map(({ sections: count, ...file }): FilePatch => {
    const hunks = sections
      .slice(at, at + count)
      .map(hunksIn)
      .filter((one) => one !== '')
      .join('\n');
    at += count;
    return { ...file, isBinary: hunks.includes('\0'), hunks };
  });
  if (at !== sections.length) throw garbled(`${sections.length} texts of ${named.length} files`);
  return { files, isWhole: true };
}

/** What the commits of a range add, each by itself; what merges bring along is left out (port `History.addedIn`). */
export async function addedIn(
  context: RepositoryContext,
  { from, to, limit }: { readonly from: Sha; readonly to: Sha; readonly limit: number },
): Promise<readonly AddedText[] | null> {
  const range = [`--max-count=${limit + 1}`, requireSha(to), `^${requireSha(from)}`, '--'] as const;
  const { stdout: commits } = await read(context, ['rev-list', '--no-merges', ...range]);
  const shas = commits.split('\n').filter((sha) => sha !== '');
  if (shas.length === 0) return [];
  if (shas.length > limit) return null;
  const args: Args = ['diff-tree', '--stdin', '--root', '-r', ...textDiff];
  const { stdout, isCut } = await read(context, args, `${shas.join('\n')}\n`);
  return isCut ? null : stdout.split(/(?<![^\n])(?=[0-9a-f]{40}(?:[0-9a-f]{24})?\n)/).flatMap(ofCommit);
}

function ofCommit(text: string): readonly AddedText[] {
  const [commit = ''] = text.split('\n', 1);
  return sectionsOf(text).map((section) => ({
    commit,
    path: /\n\+\+\+ "?b\/([^\n]*?)"?\t?\n/.exec(section.slice(0, startOfHunks(section)))?.[1] ?? 'a file',
    lines: addedLines(hunksIn(section)),
  }));
}

async function read(
  context: RepositoryContext,
  args: Args,
  stdin?: string,
): Promise<Pick<GitAnswer, 'stdout' | 'isCut'>> {
  const call = { at: context.common, args, what: 'read a change', kind: 'look', mayBeCut: true } as const;
  return context.git.run(stdin === undefined ? call : { ...call, stdin });
}

interface Named extends Pick<FilePatch, 'path' | 'from' | 'kind' | 'mode'> {
  /** Of a file that becomes a link, or the other way round, git shows the end of the one and the beginning of the other. */
  readonly sections: number;
}

const KINDS: Readonly<Record<string, FilePatch['kind']>> = {
  A: 'added',
  C: 'added',
  M: 'modified',
  T: 'modified',
  D: 'deleted',
  R: 'renamed',
};

/** Decodes `--raw -z`: a name may hold anything but NUL. */
function parseRaw(output: string): readonly Named[] {
  const fields = output.split('\0');
  const files: Named[] = [];
  let at = 0;
  while (at + 1 < fields.length) {
    const names = fields.slice(at + 1, at + 3);
    const { isTwo, file } = named(fields[at] ?? '', names);
    files.push(file);
    at += isTwo ? 3 : 2;
  }
  return files;
}

function named(
  head: string,
  [first = '', second = '']: readonly string[],
): { readonly isTwo: boolean; readonly file: Named } {
  const [, mode = '', letter = ''] = /^:[0-7]{6} ([0-7]{6}) [0-9a-f]+ [0-9a-f]+ ([A-Z])\d*$/.exec(head) ?? [];
  const kind = KINDS[letter];
  if (kind === undefined) throw garbled(head);
  const isTwo = letter === 'R' || letter === 'C';
  const from = letter === 'R' ? first : null;
  const sections = letter === 'T' ? 2 : 1;
  return { isTwo, file: { path: isTwo ? second : first, from, kind, mode, sections } };
}

/**
 * One for each file. No line of a file's content begins like that: before it there is a sign or a blank. Only a line feed begins a
 * line here: content may hold the other characters that end one for a regular expression.
 */
function sectionsOf(output: string): readonly string[] {
  return output.split(/(?<![^\n])(?=diff --git )/).filter((section) => section.startsWith('diff --git '));
}

function startOfHunks(section: string): number {
  const at = section.search(/(?<![^\n])@@ /);
  return at < 0 ? section.length : at;
}

function hunksIn(section: string): string {
  return section.slice(startOfHunks(section)).replace(/\n$/, '');
}

function garbled(near: string): Fault {
  const because = `its output does not add up near ${JSON.stringify(near.slice(0, 60))}`;
  return new Fault({ code: 'git-failed', what: 'read a change', on: 'git diff-tree', because });
}
