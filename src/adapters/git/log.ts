import type { CommitView } from '../../domain/commit.ts';
import { Fault } from '../../domain/fault.ts';
import { readMarker } from '../../domain/marker.ts';
import type { Sha } from '../../domain/names.ts';
import type { TrailedMerge } from '../../ports/repository.ts';
import { isSha } from './refs.ts';

/** One commit as `git log` tells it. `at`: committer date, epoch milliseconds. */
export interface LoggedCommit {
  readonly sha: Sha;
  readonly treeSha: Sha;
  readonly parents: readonly Sha[];
  readonly at: number;
  readonly message: string;
}

/** Fields end with NUL, which no message can hold: what an author writes cannot begin a field or a commit of its own. */
export const logFormat = '--format=tformat:%H%x00%T%x00%P%x00%ct%x00%B';

/** Decodes `git log -z` with `logFormat`, in the order of git (newest first). Errors: Fault `git-failed`. */
export function parseLog(output: string): readonly LoggedCommit[] {
  const fields = output.split('\0');
  const commits: LoggedCommit[] = [];
  for (let i = 0; i + 4 < fields.length; i += 5) {
    const [sha = '', treeSha = '', parents = '', at = '', message = ''] = fields.slice(i, i + 5);
    if (!isSha(sha) || !isSha(treeSha) || !/^\d+$/.test(at)) throw garbled(sha);
    const parentShas = parents.split(' ').filter((parent) => parent !== '');
    commits.push({ sha, treeSha, parents: parentShas, at: Number(at) * 1000, message });
  }
  if (fields.length % 5 !== 1) throw garbled(fields.at(-1) ?? '');
  return commits;
}

function garbled(field: string): Fault {
  const because = `its output does not add up near ${JSON.stringify(field.slice(0, 60))}`;
  return new Fault({ code: 'git-failed', what: 'read the history', on: 'git log', because });
}

export function viewOf({ sha, treeSha, at, message }: LoggedCommit): CommitView {
  const subject = message.split('\n').find((line) => line.trim() !== '') ?? '';
  return { sha, at, subject: subject.trim(), marker: readMarker(message), tree: treeSha };
}

/** The merge that this commit records, when it carries this project's trailers; null otherwise. */
function trailedMerge(commit: LoggedCommit, projectId: string): TrailedMerge | null {
  const trailers = lastParagraph(commit.message);
  const task = trailers.get('Czar-Task');
  const head = trailers.get('Czar-Head');
  const attempt = Number(trailers.get('Czar-Attempt'));
  if (trailers.get('Czar-Project') !== projectId || task === undefined || head === undefined) return null;
  if (!isSha(head) || !Number.isSafeInteger(attempt)) return null;
  const pullRequest = /^#?(\d{1,9})$/.exec(trailers.get('Czar-PR') ?? '')?.[1];
  return {
    sha: commit.sha,
    task,
    attempt,
    head,
    pullRequest: pullRequest === undefined ? null : Number(pullRequest),
    at: commit.at,
  };
}

/** The merges that these commits record, oldest first, without those that a later one of them took out again. */
export function trailedMerges(
  newestFirst: readonly LoggedCommit[],
  projectId: string,
): readonly TrailedMerge[] {
  const dropped = new Set(
    newestFirst.flatMap(({ message }) => {
      const trailers = lastParagraph(message);
      return trailers.get('Czar-Project') === projectId ? (trailers.get('Czar-Dropped-Merge') ?? []) : [];
    }),
  );
  return newestFirst
    .flatMap((commit) => (dropped.has(commit.sha) ? [] : (trailedMerge(commit, projectId) ?? [])))
    .toReversed();
}

function lastParagraph(message: string): ReadonlyMap<string, string> {
  const lines = message.trimEnd().split('\n');
  const paragraph = lines.slice(lines.findLastIndex((line) => line.trim() === '') + 1);
  const pairs = paragraph.flatMap((line) => {
    const [, key, value] = /^([A-Za-z][A-Za-z0-9-]*): ?(.*)$/.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value.trim()] as const];
  });
  return new Map(pairs);
}
