import { inline } from './fence.ts';
import type { TaskId } from './names.ts';
import { type Patch, shownLines } from './patch.ts';
import type { Review, ReviewFinding } from './review.ts';
import { withoutSecrets } from './secrets.ts';

/** By which a review that was posted is found again: it is of this head of this task. */
export function reviewMark(projectId: string, task: TaskId, head: string): string {
  return `${REVIEW_MARK}${projectId}/${task}/${head} -->`;
}

/** What every such mark begins with. */
export const REVIEW_MARK = '<!-- czar-review:';

/** A finding where its line is shown. */
export interface FindingOnLine {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

const REASON_LENGTH = 2_000;
const PATH_LENGTH = 300;
const MOST_ON_LINES = 30;

/** Findings on lines that the change shows: only there a forge takes a comment. */
export function findingsOnLines(
  findings: readonly ReviewFinding[],
  { files }: Patch,
): readonly FindingOnLine[] {
  const shown = new Map(
    files.map(({ path, hunks }) => [path, new Set(shownLines(hunks ?? '').map(({ line }) => line))]),
  );
  return findings
    .flatMap(({ file, line, severity, reason }) =>
      line !== null && shown.get(file)?.has(line) === true
        ? [{ file, line, text: `**${severity}**: ${harmless(reason, REASON_LENGTH)}` }]
        : [],
    )
    .slice(0, MOST_ON_LINES);
}

/** What a review says, as Markdown. Its findings may quote a hostile change: nothing in them acts, and nobody is called by them. */
export function postedText(review: Review): string {
  const { verdict, findings, by, head } = review;
  const says = verdict === 'approve' ? 'approves' : 'asks for changes in';
  return [
    `Review of Czar by ${harmless(by, 100)}: it ${says} ${head.slice(0, 12)}.`,
    ...(findings.length === 0 ? [] : ['', ...findings.map(pointOf)]),
  ].join('\n');
}

function pointOf({ file, line, severity, reason }: ReviewFinding): string {
  const where = `${harmless(file, PATH_LENGTH).replaceAll('`', "'")}${line === null ? '' : `:${line}`}`;
  return `- **${severity}** \`${where}\`: ${harmless(reason, REASON_LENGTH)}`;
}

/** Comments are what marks are made of, and an at sign calls people. */
function harmless(text: string, length: number): string {
  return withoutSecrets(inline(text, length)).replaceAll('<', '&lt;').replaceAll('@', '@\u200B');
}
