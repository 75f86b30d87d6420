import type { BegunOn } from './begun-on.ts';
import type { CommitView } from './commit.ts';
import { canonicalText } from './delivery.ts';
import { inline } from './fence.ts';
import type { Sha, TaskId, WorkerName } from './names.ts';
import type { Check } from './policy.ts';

/** What the pull request of one task tells. */
export interface PullRequestNote {
  /** By which it is recognised as Czar's own (`pullRequestMark`). */
  readonly mark: string;
  readonly task: TaskId;
  readonly attempt: number;
  readonly worker: WorkerName;
  /** Commits of the attempt, and the newest of them, newest last. */
  readonly commits: number;
  readonly recent: readonly CommitView[];
  readonly files: readonly string[];
  /** Null: the task has no text any more. */
  readonly taskText: string | null;
  readonly checks: readonly Check[];
  /** Where its own commits begin, and on which unmerged work of others; not there: on none. */
  readonly begunOn?: { readonly start: Sha; readonly on: readonly BegunOn[] };
}

const SUBJECT_LENGTH = 120;
const SHOWN_FILES = 50;
const ACCEPTANCE_LENGTH = 4_000;

/** The body of a task's pull request, as Markdown. What agents and task files say in it cannot forge the mark. */
export function pullRequestText(note: PullRequestNote): string {
  const acceptance = note.taskText === null ? null : acceptanceOf(note.taskText);
  return [
    `Task \`${note.task}\`, attempt ${note.attempt}, done by \`${note.worker}\`.`,
    '',
    `## What was done`,
    ...commitLines(note),
    ...(note.files.length === 0 ? [] : ['', filesLine(note.files)]),
    ...beginningLines(note),
    ...(acceptance === null ? [] : ['', '## What was asked for', acceptance]),
    '',
    '## How it is tested',
    ...testLines(note.checks),
    '',
    note.mark,
    '',
  ].join('\n');
}

/** The section of a task's text that says when it is done; null when there is none. */
export function acceptanceOf(text: string): string | null {
  const lines = canonicalText(text).split('\n');
  const start = lines.findIndex((line) => ACCEPTANCE.test(line));
  if (start < 0) return null;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^(?:#{1,6}\s|`{3,}|~{3,})/.test(line));
  const section = (end < 0 ? rest : rest.slice(0, end)).join('\n').trim();
  return section === '' ? null : harmless(section.slice(0, ACCEPTANCE_LENGTH));
}

const ACCEPTANCE = /^#{1,6}\s+(?:done when|acceptance\b.*|definition of done)\s*:?\s*$/i;

function commitLines({ commits, recent }: PullRequestNote): readonly string[] {
  const older = commits - recent.length;
  return [
    ...(older > 0 ? [`- ${older} earlier commits`] : []),
    ...recent.map(({ sha, subject }) => `- ${sha.slice(0, 12)} ${harmless(inline(subject, SUBJECT_LENGTH))}`),
    ...(commits === 0 ? ['- no commit'] : []),
  ];
}

/** A forge that shows more than the task's own work is put right. */
function beginningLines({ begunOn }: PullRequestNote): readonly string[] {
  if (begunOn === undefined) return [];
  const on = begunOn.on.map(({ task, head }) => `\`${task}\` at ${head.slice(0, 12)}`).join(', ');
  const own = `its own work is what comes after ${begunOn.start.slice(0, 12)}`;
  return ['', `Begun on ${on}, merged since; ${own}.`];
}

function filesLine(files: readonly string[]): string {
  const shown = files
    .slice(0, SHOWN_FILES)
    .map((file) => `\`${harmless(inline(file, 200)).replaceAll('`', "'")}\``);
  const more = files.length - shown.length;
  return `Files: ${shown.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

function testLines(checks: readonly Check[]): readonly string[] {
  if (checks.length === 0) return ['No checks are configured; the merge itself is tried.'];
  return [
    'Merged with the integration branch exactly as it will be, in a worktree of its own:',
    ...checks.map(({ name, run }) => `- ${name}: \`${run}\``),
  ];
}

/** Comments are what marks are made of. */
function harmless(text: string): string {
  return text.replaceAll('<!--', '&lt;!--');
}
