import { inline } from '../domain/fence.ts';
import { type AddedText, addedLines, type FilePatch, type Patch, type PatchLine } from '../domain/patch.ts';
import { matchesPath } from '../domain/path-pattern.ts';
import type { Level, RulesPolicy } from '../domain/policy.ts';
import type { CheckResult } from '../domain/pull-request.ts';
import { LINES_AFTER, secretsInLine, withoutSecrets } from '../domain/secrets.ts';

/** A change that is to be merged, as far as the rules look at it. */
export interface Change {
  /** What would become of the integration branch. */
  readonly patch: Patch;
  /** What its commits add one by one, where a secret lasts that a later one took away. Null: more than can be looked at. */
  readonly commits: readonly AddedText[] | null;
}

const SHOWN = 20;
const PATH_LENGTH = 200;

export const SECRETS_RULE = 'rules/secrets';

/** Rules cost nothing: nothing was run for what they found. */
export function isOfRule({ name }: Pick<CheckResult, 'name'>): boolean {
  return name.startsWith('rules/');
}

/** What the rules of the config say to a change: nothing where they find nothing. No secret and no control character is in it. */
export function ruleChecks(rules: RulesPolicy, change: Change): readonly CheckResult[] {
  const { files } = change.patch;
  return [
    ...finding(SECRETS_RULE, rules.secrets, () => secretsOf(change)),
    ...finding('rules/docs', rules.docs, () => missingDocs(files)),
    ...finding('rules/changelog', rules.changelog, () => missingChangelog(files)),
  ];
}

/** Paths of a change that need a human, as they are: a file that was moved has two. */
export function protectedPaths({ protected: patterns }: RulesPolicy, { files }: Patch): readonly string[] {
  const paths = files.flatMap(({ path, from }) => (from === null ? [path] : [from, path]));
  return paths.filter((path) => patterns.some((pattern) => matchesPath(path, pattern)));
}

/** A path for people: in one line, nothing in it acts. */
export function shownPath(path: string): string {
  return withoutSecrets(inline(path, PATH_LENGTH));
}

function finding(name: string, level: Level, look: () => readonly string[]): readonly CheckResult[] {
  if (level === 'off') return [];
  const found = look();
  if (found.length === 0) return [];
  const shown = found.slice(0, SHOWN);
  const more = found.length > SHOWN ? [`and ${found.length - SHOWN} more`] : [];
  return [
    { name, verdict: level === 'block' ? 'failed' : 'warned', ms: 0, tail: [...shown, ...more].join('\n') },
  ];
}

function secretsOf({ patch, commits }: Change): readonly string[] {
  const now = patch.files.flatMap(({ path, hunks }) =>
    secretsIn(hunks === null ? [] : addedLines(hunks)).map((secret) => ({ ...secret, path })),
  );
  const isShown = ({ path, kind }: { readonly path: string; readonly kind: string }): boolean =>
    now.some((one) => shownPath(one.path) === shownPath(path) && one.kind === kind);
  const before = (commits ?? []).flatMap(({ commit, path, lines }) =>
    secretsIn(lines)
      .filter(({ kind }) => !isShown({ path, kind }))
      .map(({ kind, line }) => `${shownPath(path)}:${line} in commit ${commit.slice(0, 12)}: ${kind}`),
  );
  const tooLarge = patch.isWhole && commits !== null ? [] : ['the change is too large to be looked through'];
  return [
    ...now.map(({ path, line, kind }) => `${shownPath(path)}:${line}: ${kind}`),
    ...new Set(before),
    ...tooLarge,
  ];
}

function secretsIn(lines: readonly PatchLine[]): readonly { readonly line: number; readonly kind: string }[] {
  return lines.flatMap(({ line, text }, at) => {
    const after = (): readonly string[] => lines.slice(at + 1, at + 1 + LINES_AFTER).map((one) => one.text);
    return secretsInLine(text, after).map((kind) => ({ line, kind }));
  });
}

function missingDocs(files: readonly FilePatch[]): readonly string[] {
  const code = files.filter(isCode);
  return code.length === 0 || files.some(({ path }) => isDocs(path))
    ? []
    : [`code was changed (${firstOf(code)}) and no documentation`];
}

function missingChangelog(files: readonly FilePatch[]): readonly string[] {
  const code = files.filter(isCode);
  return code.length === 0 || files.some(({ path }) => isChangelog(path))
    ? []
    : [`code was changed (${firstOf(code)}) and no changelog`];
}

function firstOf(files: readonly FilePatch[]): string {
  const [first] = files;
  const more = files.length > 1 ? ` and ${files.length - 1} more` : '';
  return `${shownPath(first?.path ?? '')}${more}`;
}

function isDocs(path: string): boolean {
  return /(?:^|\/)docs?\//i.test(path) || (/\.(?:md|mdx|rst|adoc)$/i.test(path) && !isChangelog(path));
}

function isChangelog(path: string): boolean {
  return (
    /(?:^|\/)(?:changelog|changes|history|news|release-?notes)(?:\.[a-z]{1,8})?$/i.test(path) ||
    /(?:^|\/)(?:\.changeset|changelog\.d|newsfragments)\//i.test(path) ||
    // Deeper such a folder may well hold code.
    /^(?:changelogs?|\.?changes)\//i.test(path)
  );
}

/** What people use: neither told about nor tested by itself. */
function isCode({ path }: FilePatch): boolean {
  if (isDocs(path) || isChangelog(path)) return false;
  if (/(?:^|\/)(?:tests?|__tests__|spec|fixtures)\//i.test(path)) return false;
  if (/[._](?:test|spec)\.[a-z]+$|(?:^|\/)test_[^/]*$/i.test(path)) return false;
  return !/(?:^|\/)\.[^/]*$|\.lock$|(?:^|\/)(?:package-lock\.json|pnpm-lock\.yaml|go\.sum)$/i.test(path);
}
