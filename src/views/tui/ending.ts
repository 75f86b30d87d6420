import { shortDuration } from '../../domain/units.ts';
import type { Snapshot, TaskRow } from '../../domain/snapshot.ts';
import { counted, harmless } from '../cells.ts';
import { isFinished } from '../outcome.ts';
import { pathOf, type Path } from './path.ts';
import type { Span } from './spans.ts';
import { comingText } from './times.ts';
import type { Given } from './view.ts';

/** When the last open task would be in, from all that can be said of it to what fits where there is little room. */
export interface Ending {
  /** With the reason, or by what it was judged. */
  readonly full: readonly Span[];
  readonly plain: readonly Span[];
  readonly brief: readonly Span[];
}

const nothing: Ending = { full: [], plain: [], brief: [] };

/** By the critical path and what finished tasks took. What cannot be told is never a time of day. */
export function endingOf(snapshot: Snapshot, given: Given): Ending {
  if (isFinished(snapshot)) return snapshot.counts.merged === 0 ? nothing : allIn;
  const path = pathOf(snapshot);
  if (path.critical.length === 0) return nothing;
  const held = heldOn(path);
  const because = unknownBecause(path, { snapshot, held, given });
  const { endsAt, restMs } = path;
  if (because !== null || endsAt === null || restMs === null)
    return unknown(because ?? 'nobody can tell', path);
  return held === null ? at(endsAt, { path, given }) : afterAnswer(held, { path, restMs });
}

const allInSpans: readonly Span[] = [{ text: 'all in', colour: 'green' }];
const allIn: Ending = { full: allInSpans, plain: allInSpans, brief: allInSpans };

function unknown(because: string, path: Path): Ending {
  return {
    plain: [{ text: `end not known: ${because}`, colour: 'dim' }],
    brief: [{ text: 'end not known', colour: 'dim' }],
    full: [{ text: `end not known: ${because} (${rowText(path)})`, colour: 'dim' }],
  };
}

function at(endsAt: number, { path, given }: { readonly path: Path; readonly given: Given }): Ending {
  const { now, zoneMs } = given;
  const isNear = endsAt - now < nearMs;
  const text = isNear ? 'ends within a minute' : `ends ~${comingText(endsAt, now, zoneMs)}`;
  const why = ` (${rowText(path)}, judged by ${counted(path.judgedBy, 'finished task')})`;
  return {
    plain: [{ text, colour: 'cyan' }, { text: ` (${rowText(path)})` }],
    brief: [{ text, colour: 'cyan' }],
    full: [{ text, colour: 'cyan' }, { text: why }],
  };
}

/** A time of day would be the present one. */
const nearMs = 60_000;

function afterAnswer(
  held: TaskRow,
  { path, restMs }: { readonly path: Path; readonly restMs: number },
): Ending {
  const after = `ends ~${shortDuration(restMs)} after ${harmless(held.task)} ${helped[held.status] ?? 'goes on'}`;
  return {
    full: [{ text: after, colour: 'yellow' }, { text: ` (${rowText(path)})` }],
    plain: [{ text: after, colour: 'yellow' }],
    brief: [{ text: 'end waits for you', colour: 'yellow' }],
  };
}

const helped: Readonly<Partial<Record<TaskRow['status'], string>>> = {
  needs_human: 'is answered',
  failed: 'is begun again',
  blocked: 'can go on',
};

function rowText({ critical }: Path): string {
  return critical.length === 1 ? '1 task' : `${critical.length} tasks in a row`;
}

/** The critical path does not move before somebody decides about this task; null: it moves. */
function heldOn({ critical, tasks }: Path): TaskRow | null {
  const rows = critical.map((task) => tasks.get(task));
  return rows.find((row) => row !== undefined && row.status in helped) ?? null;
}

interface Judged {
  readonly snapshot: Snapshot;
  readonly held: TaskRow | null;
  readonly given: Given;
}

function unknownBecause(path: Path, { snapshot, held, given: { data, now } }: Judged): string | null {
  if (data.supervisor === 'dead') return 'czar is not running';
  if (path.endsAt === null || path.taskMs === null) return 'no task has finished yet';
  if (snapshot.supervisor.state === 'paused') return 'everything is paused';
  if (held !== null || path.endsAt > now) return null;
  const first = harmless(path.critical[0] ?? '');
  return `${first} takes longer than the usual ${shortDuration(path.taskMs)}`;
}
