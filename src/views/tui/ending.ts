import { shortDuration } from '../../domain/units.ts';
import type { QuestionTopic } from '../../domain/question.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { counted } from '../../domain/counted.ts';
import { harmless } from '../cells.ts';
import { dayClock } from '../clock.ts';
import { isFinished } from '../outcome.ts';
import { pathOf, type Path } from './path.ts';
import type { Span } from './spans.ts';
import { personWords, standstillOf, type Standstill } from './standstill.ts';
import { comingText } from './times.ts';
import type { Given } from './view.ts';

/** When the last open task would be in, from all that can be said of it to what fits where there is little room. */
export interface Ending {
  /** With the reason, or by what it was judged. */
  readonly full: readonly Span[];
  readonly plain: readonly Span[];
  readonly brief: readonly Span[];
  /** That is all that the brief one says. */
  readonly waitsForPerson: boolean;
}

const nothing: Ending = { full: [], plain: [], brief: [], waitsForPerson: false };

/** By the critical path and what finished tasks took, and only where nothing that is open waits for a person. */
export function endingOf(snapshot: Snapshot, given: Given): Ending {
  if (isFinished(snapshot)) return snapshot.counts.merged === 0 ? nothing : allIn(snapshot);
  const path = pathOf(snapshot);
  if (path.critical.length === 0) return nothing;
  const still = standstillOf(snapshot);
  const because = unknownBecause(path, { snapshot, still, given });
  const { endsAt, restMs } = path;
  if (because !== null || endsAt === null || restMs === null) {
    const isStill = because !== null && because === standstillWords(still, endsAt !== null);
    return unknown(because ?? 'nobody can tell', { path, still, isStill });
  }
  return still.answers === 0 ? at(endsAt, { path, given }) : afterAnswers(still, { path, restMs });
}

/** In the integration branch, that is: what takes it to the base is said for as long as nobody did. */
function allIn({ integration: { omnibusState }, base, questions }: Snapshot): Ending {
  const brief: Span = { text: 'all in', colour: 'green' };
  const asked = questions.find(({ topic }) => ofOmnibus.has(topic));
  const next: Span =
    asked === undefined
      ? { text: `; ${omnibusHint(base)}` }
      : { text: `; the omnibus waits for your answer ${asked.number}`, colour: 'yellow' };
  const full = omnibusState === 'ready' ? [brief, next] : [brief];
  return { full, plain: full, brief: [brief], waitsForPerson: false };
}

const ofOmnibus: ReadonlySet<QuestionTopic> = new Set([
  'omnibus-refused',
  'omnibus-checks',
  'omnibus-closed',
]);

/** How the whole is taken to the base. Harmless. */
export function omnibusHint(base: string): string {
  return `:pr omnibus --merge takes it to ${harmless(base)}`;
}

interface Stood {
  readonly path: Path;
  readonly still: Standstill;
  /** Whether the end is not known because of that, and not of something else. */
  readonly isStill: boolean;
}

function unknown(because: string, { path, still, isStill }: Stood): Ending {
  const waits = isStill && personWords(still) !== '';
  return {
    plain: [{ text: `end not known: ${because}`, colour: waits ? 'yellow' : 'dim' }],
    // Where something else is wrong too, answers alone bring no end.
    brief: [waits && still.trouble === null ? waitsSpan : { text: 'end not known', colour: 'dim' }],
    full: [
      {
        text: `end not known: ${because}${path.critical.length === 1 ? '' : `; ${rowText(path)}`}`,
        colour: waits ? 'yellow' : 'dim',
      },
    ],
    waitsForPerson: waits,
  };
}

const waitsSpan: Span = { text: 'the end is up to you', colour: 'yellow' };

function at(endsAt: number, { path, given }: { readonly path: Path; readonly given: Given }): Ending {
  const { now, zoneMs } = given;
  const isNear = endsAt - now < nearMs;
  const text = isNear ? 'ends within a minute' : `ends ~${comingText(endsAt, now, zoneMs)}`;
  const why = ` (${rowText(path)}, judged by ${counted(path.judgedBy, 'finished task')})`;
  return {
    plain: [{ text, colour: 'cyan' }, { text: ` (${rowText(path)})` }],
    brief: [{ text, colour: 'cyan' }],
    waitsForPerson: false,
    full: [{ text, colour: 'cyan' }, { text: why }],
  };
}

/** A time of day would be the present one. */
const nearMs = 60_000;

/** Less than this would be told as none. */
const leastMs = 1_000;

function afterAnswers(
  { answers }: Standstill,
  { path, restMs }: { readonly path: Path; readonly restMs: number },
): Ending {
  const rest = shortDuration(Math.max(leastMs, restMs));
  const after = `ends ~${rest} after you answer ${counted(answers, 'question')}`;
  return {
    full: [{ text: after, colour: 'yellow' }, { text: ` (${rowText(path)})` }],
    plain: [{ text: after, colour: 'yellow' }],
    brief: [{ text: `ends ~${rest} after ${counted(answers, 'answer')}`, colour: 'yellow' }],
    waitsForPerson: true,
  };
}

function rowText({ critical }: Path): string {
  return critical.length === 1 ? '1 task' : `${critical.length} tasks in a row`;
}

interface Judged {
  readonly snapshot: Snapshot;
  readonly still: Standstill;
  readonly given: Given;
}

function unknownBecause(path: Path, { snapshot, still, given }: Judged): string | null {
  const { data, now } = given;
  if (data.supervisor === 'dead') return 'czar is not running';
  if (snapshot.supervisor.state === 'paused') return 'everything is paused';
  const because = standstillWords(still, path.endsAt !== null);
  if (because !== null) return because;
  const { limit } = still;
  if (limit !== null && limit.until > now)
    return `${harmless(limit.worker)} is at a usage limit until ${dayClock(limit.until, given)}`;
  if (path.endsAt === null || path.taskMs === null) return 'no task has finished yet';
  const late = lateTask(path, still, now);
  return late === null
    ? null
    : `${harmless(late)} takes longer than the usual ${shortDuration(Math.max(leastMs, path.taskMs))}`;
}

/** A task that takes longer than usual, so that nobody can tell when it ends; null: none. */
function lateTask({ overdue, endsAt, critical }: Path, { answers }: Standstill, now: number): string | null {
  if (overdue !== null || answers > 0) return overdue;
  return (endsAt ?? now) > now ? null : (critical[0] ?? '');
}

/** Null: nothing stands still, or answers are all that it waits for and there is something to judge by. */
function standstillWords(still: Standstill, isJudged: boolean): string | null {
  const { answers, others, trouble } = still;
  const onlyAnswers = others.length === 0 && trouble === null && isJudged;
  if (personWords(still) === '' || (answers > 0 && onlyAnswers)) return trouble;
  return [`waits for you (${personWords(still)})`, ...(trouble === null ? [] : [trouble])].join('; ');
}
