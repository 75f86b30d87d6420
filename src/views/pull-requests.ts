import { shortDuration } from '../domain/units.ts';
import { counted } from '../domain/counted.ts';
import { cappedLines, fit, harmless, harmlessBlock } from './cells.ts';
import { isFinished, isOpen, wanted } from './outcome.ts';
import { painter } from './paint.ts';
import { tableLines, type TableCell } from './table.ts';
import { quotedEnd } from '../domain/evidence.ts';
import type { Question } from '../domain/question.ts';
import { passes, type PullRequest } from '../domain/pull-request.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Frame, TimedFrame } from './frame.ts';
import { quotedLines } from './question-words.ts';
import { evidenceLines } from './questions.ts';

/** One line per pull request, newest first. */
export function prTable(requests: readonly PullRequest[], frame: Frame): string {
  if (requests.length === 0) return 'no pull requests\n';
  const sorted = [...requests].sort((a, b) => b.number - a.number);
  const hasReviews = requests.some((request) => reviewOf(request) !== null);
  const lines = tableLines(
    {
      columns: [
        { title: 'PR', min: 4, leaveOut: 0 },
        { title: 'STATE', min: 6, leaveOut: 0 },
        { title: 'TASK', min: 8, leaveOut: 0 },
        { title: 'CHECKS', min: 6, leaveOut: 3 },
        ...(hasReviews ? [{ title: 'REVIEW', min: 8, leaveOut: 4 }] : []),
        { title: 'HEAD', min: 8, leaveOut: 2 },
        { title: 'TITLE', min: 10, leaveOut: 1 },
      ],
      rows: sorted.map((request) => rowOf(request, hasReviews)),
    },
    frame.columns,
    painter(frame.color),
  );
  return `${lines.join('\n')}\n`;
}

function rowOf(request: PullRequest, hasReviews: boolean): readonly TableCell[] {
  const own = request.checks.map(({ verdict }) => passes(verdict));
  const all = [...own, ...(request.atForge?.checks ?? []).map(({ state }) => state === 'passed')];
  const checks = all.length === 0 ? '-' : `${all.filter((passed) => passed).length}/${all.length}`;
  return [
    { text: `#${request.number}` },
    stateCell(request),
    { text: harmless(request.task ?? 'omnibus') },
    { text: checks },
    ...(hasReviews ? [{ text: reviewOf(request) ?? '-' }] : []),
    { text: request.headSha.slice(0, 8) },
    { text: harmless(request.title) },
  ];
}

/** The last word of a reviewer; null: there is none. */
function reviewOf({ reviews }: PullRequest): string | null {
  const last = reviews.findLast(({ verdict }) => verdict !== 'comment');
  return last === undefined ? null : last.verdict === 'approved' ? 'approved' : 'changes';
}

function stateCell({ state, draft }: PullRequest): TableCell {
  if (state === 'merged') return { text: 'merged', colour: 'green' };
  return { text: state === 'open' && draft ? 'draft' : state };
}

/** Everything about one pull request, and the open questions about its task. */
export function prText(request: PullRequest, questions: readonly Question[], frame: TimedFrame): string {
  const paint = painter(frame.color);
  const { number, title, head, base, headSha, mergedSha, task, attempt } = request;
  const facts = [
    `${stateCell(request).text}  ${harmless(head)} (${headSha.slice(0, 8)}) -> ${harmless(base)}`,
    ...(task === null ? [] : [`task ${harmless(task)}, attempt ${attempt ?? 1}`]),
    ...(mergedSha === null ? [] : [`merged as ${mergedSha.slice(0, 8)}`]),
    `opened ${shortDuration(frame.now - request.createdAt)} ago, changed ${shortDuration(frame.now - request.updatedAt)} ago`,
    ...(request.url === null ? [] : [harmless(request.url)]),
  ];
  const checks = request.checks.flatMap(({ name, verdict, ms, tail }) => [
    `check ${harmless(name)}: ${verdict} in ${shortDuration(ms)}`,
    ...(passes(verdict) || tail.trim() === '' ? [] : quotedLines(quotedEnd(tail)).map((line) => `  ${line}`)),
  ]);
  const asked = questions.flatMap((question) => [
    `needs you: ${harmless(question.text)} (czar answer ${question.number})`,
    ...evidenceLines(question, frame),
  ]);
  const reviews = request.reviews.map(
    ({ by, verdict, text }) => `${harmless(by)}: ${verdict}: ${harmless(text)}`,
  );
  const lines = [
    paint('bold', fit(`#${number} ${harmless(title)}`, frame.columns)),
    ...[...facts, ...checks, ...reviews, ...forgeLines(request), ...asked].map((line) =>
      fit(line, frame.columns),
    ),
  ];
  return `${[...lines, '', harmlessBlock(request.body).trimEnd()].join('\n')}\n`;
}

/** What others say of its present head at the forge. */
function forgeLines({ atForge, headSha }: PullRequest): readonly string[] {
  if (atForge === undefined || atForge.head !== headSha) return [];
  const checks = atForge.checks.map(({ name, state, url }) => {
    const at = url === null || state === 'passed' ? '' : ` (${harmless(url)})`;
    return `check ${harmless(name)} at GitHub: ${state}${at}`;
  });
  const reviews = atForge.reviews.map(({ by, verdict, head, text, comments }) => {
    const of = head === headSha ? '' : ' of an earlier head';
    const more = comments.length === 0 ? '' : ` (${counted(comments.length, 'comment')} on lines)`;
    return `${harmless(by)}: ${verdict}${of}${more}${text === '' ? '' : `: ${harmless(text)}`}`;
  });
  return [...checks, ...reviews];
}

const mostMissing = 50;

/** Whether the omnibus holds everything; where it does not, what is missing. */
export function omnibusText(snapshot: Snapshot, frame: Frame): string {
  const { omnibus, omnibusState, branch } = snapshot.integration;
  const { counts } = snapshot;
  const name = omnibus === null ? 'no omnibus yet' : `omnibus #${omnibus} is ${omnibusState}`;
  const head = `${name}: ${harmless(branch)} -> ${harmless(snapshot.base)}, ${counts.merged} of ${wanted(counts)} merged`;
  if (isFinished(snapshot)) return `${fit(head, frame.columns)}\n`;
  const missing = snapshot.tasks.filter(isOpen);
  const lines = cappedLines(missing, mostMissing, ({ task, status }) => `  ${harmless(task)}: ${status}`);
  return `${[fit(head, frame.columns), `${counted(missing.length, 'task')} missing:`, ...lines.map((line) => fit(line, frame.columns))].join('\n')}\n`;
}
