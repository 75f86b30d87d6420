import { shortDuration } from '../domain/units.ts';
import { shortCost, shortTokens } from '../domain/usage.ts';
import { counted } from '../domain/counted.ts';
import { fit, harmless, packed } from './cells.ts';
import { painter } from './paint.ts';
import { isFinished, wanted } from './outcome.ts';
import type { Activity } from '../domain/evidence.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { StatusFrame } from './frame.ts';

/** Is it running, how far is it, what goes on: at most a few lines. What is wrong with Czar itself comes first. */
export function statusHead(snapshot: Snapshot, frame: StatusFrame): readonly string[] {
  const paint = painter(frame.color);
  const alarm = alarmLine(snapshot, frame);
  const head = packed(
    [`${harmless(snapshot.project)}  ${life(snapshot, frame)}`, ...progress(snapshot)],
    '   ',
    frame.columns,
  );
  const counts = packed(countSegments(snapshot), '  ', frame.columns);
  return [
    ...(alarm === null ? [] : [paint('red', fit(alarm, frame.columns))]),
    ...head.map((line, index) => (index === 0 && alarm === null ? paint('bold', line) : line)),
    ...counts,
  ];
}

function alarmLine(snapshot: Snapshot, { supervisor, staleMs }: StatusFrame): string | null {
  const age = shortDuration(staleMs);
  if (supervisor === 'dead') return `czar is not running: last seen ${age} ago (czar start)`;
  if (supervisor === 'starting') return `czar is starting: this is ${age} old`;
  if (supervisor === 'stale')
    return `czar does not answer: last seen ${age} ago, pid ${snapshot.supervisor.pid} (stopped or asleep?)`;
  return null;
}

function life(snapshot: Snapshot, { now, supervisor, staleMs }: StatusFrame): string {
  if (supervisor === 'dead') return 'stopped';
  const lived = snapshot.startedAt === null ? '' : ` ${shortDuration(now - snapshot.startedAt)}`;
  return `${snapshot.supervisor.state}${lived}, seen ${shortDuration(staleMs)} ago`;
}

function progress(snapshot: Snapshot): readonly string[] {
  const { omnibus, omnibusState } = snapshot.integration;
  const { counts } = snapshot;
  if (counts.total === 0) return ['no task yet (czar add <task>)'];
  const merged = isFinished(snapshot)
    ? `all ${counted(wanted(counts), 'task')} merged`
    : `${counts.merged} of ${wanted(counts)} merged`;
  const failed = counts.failed === 0 ? '' : `, ${counts.failed} failed`;
  return [`${omnibus === null ? '' : `omnibus #${omnibus} ${omnibusState}, `}${merged}${failed}`];
}

const doing: readonly (readonly [Activity, string])[] = [
  ['starting', 'starting'],
  ['working', 'working'],
  ['limited', 'limited'],
  ['idle', 'idle'],
  ['paused', 'paused'],
];

function countSegments(snapshot: Snapshot): readonly string[] {
  const { counts, workers, questions } = snapshot;
  const at = (activity: Activity): number => workers.filter((row) => row.activity === activity).length;
  const numbers: readonly (readonly [number, string])[] = [
    [counts.inReview, 'in review'],
    ...doing.map(([activity, word]) => [at(activity), word] as const),
    [counts.waiting, 'waiting'],
    [counts.blocked, 'blocked'],
  ];
  return [
    ...numbers.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`),
    ...(questions.length > 0 ? [`needs you: ${questions.length}`] : []),
    ...(snapshot.restarts > 0 ? [counted(snapshot.restarts, 'restart')] : []),
    ...costSegments(snapshot),
  ];
}

/** What it cost as far as that is known, what is not known beside it, and how much of the limit is used up. */
export function costSegments({ spent }: Snapshot): readonly string[] {
  if (spent === undefined) return [];
  const { knownUsd, unpricedTokens, limitUsd, isLimited } = spent;
  const isKnown = unpricedTokens === 0;
  const known = knownUsd > 0 || (isLimited && isKnown) ? [shortCost(knownUsd)] : [];
  const matters = !isKnown && (isLimited || knownUsd > 0);
  const unknown = matters ? [`${shortTokens(unpricedTokens)} tokens of unknown cost`] : [];
  return [...known, ...unknown, ...limitShare(knownUsd, limitUsd ?? 0)];
}

function limitShare(knownUsd: number, limitUsd: number): readonly string[] {
  return limitUsd === 0 ? [] : [`limit ${Math.floor((knownUsd / limitUsd) * 100)}%`];
}
