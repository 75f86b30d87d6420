import { whatWords } from './action-words.ts';
import { fit, harmless, padded } from './cells.ts';
import { painter } from './paint.ts';
import { ruleWords } from './rule-words.ts';
import { factPlace, factWords, healthAfter, newsOf, type News, type Place } from './timeline-facts.ts';
import type { Entry, JournalLine } from '../domain/entry.ts';
import type { Evidence, Health } from '../domain/evidence.ts';
import type { Fact } from '../domain/facts.ts';
import type { Action } from '../domain/plan.ts';
import type { Frame } from './frame.ts';

/**
 * One thing that happened, as `czar log` shows it. `cause` joins an effect and its outcome, whose `decision` is the cause of what
 * led to them: a decision, or the effect before.
 */
export interface TimelineRow {
  readonly seq: number;
  readonly at: number;
  readonly kind: 'czar' | 'seen' | 'decided' | 'begins' | 'done' | 'failed';
  readonly cause: string | null;
  readonly decision: string | null;
  readonly worker: string | null;
  readonly task: string | null;
  readonly what: string;
  readonly why: string;
  /** What a decision or an effect rests on. */
  readonly evidence: readonly Evidence[];
  /** What the worker's health is from then on, where it changes. */
  readonly health?: Health;
  /** Where it is something that a person who was away is told of. */
  readonly news?: News;
}

/** What is known of effects that are under way: hand it from one page of the journal to the next. */
export type Underway = ReadonlyMap<
  string,
  Place & { readonly what: string; readonly decision: string | null }
>;

export interface TimelinePage {
  readonly rows: readonly TimelineRow[];
  readonly open: Underway;
}

/** Effects whose outcome was not seen; the oldest are forgotten first. */
const mostOpen = 500;

/** Reads journal lines as what a person wants to know; bookkeeping is left out. */
export function timelinePage(lines: readonly JournalLine[], before: Underway): TimelinePage {
  const open = new Map(before);
  const rows = lines.flatMap(({ seq, entry }) => {
    if (entry.type === 'intent') open.set(entry.key, beginsAs(entry));
    const begun = entry.type === 'outcome' ? open.get(entry.key) : undefined;
    if (entry.type === 'outcome') open.delete(entry.key);
    const { at } = entry;
    return rowsOf(entry, begun).map(
      ({ decision = null, evidence = [], ...row }): TimelineRow => ({ seq, at, decision, evidence, ...row }),
    );
  });
  return { rows, open: new Map([...open].slice(-mostOpen)) };
}

type BareRow = Omit<TimelineRow, 'seq' | 'at' | 'decision' | 'evidence'> & {
  readonly decision?: string | null;
  readonly evidence?: readonly Evidence[];
};

const nobody: Place = { worker: null, task: null };

type Begun = (Place & { readonly what: string; readonly decision: string | null }) | undefined;

function beginsAs({ action, decision = null }: Extract<Entry, { type: 'intent' }>): NonNullable<Begun> {
  return { ...actionPlace(action), what: action.kind, decision };
}

function rowsOf(entry: Entry, begun: Begun): readonly BareRow[] {
  switch (entry.type) {
    case 'epoch':
      return [
        {
          ...nobody,
          kind: 'czar',
          cause: null,
          what: 'started',
          why: `pid ${entry.pid}, version ${entry.version}`,
        },
      ];
    case 'stopped':
      return [{ ...nobody, kind: 'czar', cause: null, what: 'stopped', why: entry.because }];
    case 'observed':
      return observedRows(entry);
    case 'decided':
      return [
        {
          ...placeOfFacts(entry),
          kind: 'decided',
          cause: entry.cause,
          what: ruleWords(entry.rule),
          why: entry.why,
          evidence: entry.evidence,
          ...factsPart(entry.facts),
        },
      ];
    case 'intent':
      return [
        {
          ...beginsAs(entry),
          kind: 'begins',
          cause: entry.cause,
          why: entry.action.why,
          evidence: entry.action.evidence,
        },
      ];
    case 'outcome':
      return [outcomeRow(entry, begun)];
    case 'spawned':
    case 'step':
      return [];
  }
}

function observedRows({ facts }: Extract<Entry, { type: 'observed' }>): readonly BareRow[] {
  return facts.flatMap((fact) => {
    const words = factWords(fact);
    const row = { ...factPlace(fact), kind: 'seen' as const, cause: null, ...factsPart([fact]) };
    return words === null ? [] : [{ ...row, ...words }];
  });
}

function factsPart(facts: readonly Fact[]): Pick<TimelineRow, 'health' | 'news'> {
  const health = healthAfter(facts);
  const news = newsOf(facts);
  return { ...(health === null ? {} : { health }), ...(news === null ? {} : { news }) };
}

function outcomeRow(entry: Extract<Entry, { type: 'outcome' }>, begun: Begun): BareRow {
  const { worker, task, decision } = begun ?? { ...placeOfFacts(entry), decision: null };
  const why = entry.failure === null ? entry.says : `${entry.says}: ${entry.failure.message}`;
  const kind = entry.ok ? 'done' : 'failed';
  const what = begun?.what ?? entry.key;
  return { worker, task, kind, cause: entry.cause, decision, what, why, ...factsPart(entry.facts) };
}

function placeOfFacts({ facts }: Pick<Extract<Entry, { type: 'decided' }>, 'facts'>): Place {
  const places = facts.map(factPlace);
  return {
    worker: places.find(({ worker }) => worker !== null)?.worker ?? null,
    task: places.find(({ task }) => task !== null)?.task ?? null,
  };
}

function actionPlace(action: Action): Place {
  return {
    worker: 'worker' in action ? action.worker : null,
    task: 'task' in action ? action.task : null,
  };
}

/** One line per row: time of day (UTC), kind, whom it is about, what, and why. */
export function timelineText(rows: readonly TimelineRow[], frame: Frame): string {
  const paint = painter(frame.color);
  return rows
    .map((row) => {
      const about = [row.worker, row.task]
        .filter((name) => name !== null && name !== '')
        .map((name) => harmless(name ?? ''));
      const who = about.length === 0 ? '-' : [...new Set(about)].join(' ');
      const line = `${clockText(row.at)}  ${padded(row.kind, 7)}  ${padded(who, 22)}  ${harmless(whatWords(row))}: ${harmless(row.why)}`;
      const fitted = fit(line, frame.columns);
      return row.kind === 'failed' ? paint('red', fitted) : fitted;
    })
    .map((line) => `${line}\n`)
    .join('');
}

const dayMs = 86_400_000;

/** "14:03:07" in UTC: pure, and the same on every machine of a team. */
function clockText(at: number): string {
  const seconds = Math.floor((((at % dayMs) + dayMs) % dayMs) / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
