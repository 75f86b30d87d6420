import { numberTyped } from '../../domain/question.ts';
import type { Snapshot, TaskRow } from '../../domain/snapshot.ts';
import { harmless } from '../cells.ts';
import { nearestOf } from '../nearest.ts';
import type { TuiData, VerbInfo } from './data.ts';
import { views } from './views.ts';

const mostGuesses = 3;

/** Why a typed line cannot be meant as it stands, with the names that come nearest; null: nothing speaks against it. */
export function whyUnknown(argv: readonly string[], data: TuiData): string | null {
  const [name = ''] = argv;
  const verb = data.verbs.find((one) => one.name === name);
  if (verb !== undefined) {
    // An old picture does not know what was added since: the verb itself looks at the files.
    const { snapshot, supervisor } = data;
    if (snapshot === null || supervisor !== 'alive') return null;
    const rest = argv.slice(1);
    return whyNoSuchName(verb, rest, snapshot) ?? whyOver(verb, rest, snapshot);
  }
  const places = views.filter(({ key }) => key !== '').map((view) => view.name);
  const known = [...data.verbs.map((one) => one.name), ...places];
  if (data.verbs.length === 0 || known.includes(name) || name === 'help') return null;
  return unknownWords('verb or view', name, known);
}

/** Whether a verb can do nothing more to a task. */
export function isOver(verb: string, row: TaskRow | undefined): boolean {
  if (row === undefined) return false;
  return verb === 'cancel'
    ? row.status === 'merged' || row.status === 'cancelled'
    : verb === 'retry' && row.status === 'merged';
}

function whyOver({ name }: VerbInfo, [task = '']: readonly string[], snapshot: Snapshot): string | null {
  const row = snapshot.tasks.find((one) => one.task === task);
  return row === undefined || !isOver(name, row) ? null : `${harmless(task)} is ${row.status} already`;
}

/** Of the names that stand before the first option: what an option takes is its own matter. */
function whyNoSuchName(verb: VerbInfo, rest: readonly string[], snapshot: Snapshot): string | null {
  const end = rest.findIndex((word) => word.startsWith('-'));
  const given = end < 0 ? rest : rest.slice(0, end);
  for (const [index, word] of given.entries()) {
    const kind = verb.takes[Math.min(index, verb.takes.length - 1)] ?? '';
    const noun = nounOf(verb, kind);
    const known = noun === null ? null : knownNames(noun, snapshot);
    if (noun !== null && known !== null && !known.includes(spelled(noun, word)))
      return unknownWords(noun, word, known);
  }
  return null;
}

type Noun = 'worker' | 'task' | 'open question' | 'worker or task';

/** Null: no name of something that is there. */
function nounOf({ name }: VerbInfo, kind: string): Noun | null {
  switch (kind) {
    case 'worker':
    case 'workers':
      return 'worker';
    case 'task':
    case 'tasks':
      return name === 'add' ? null : 'task';
    case 'question':
      return 'open question';
    case 'names':
      return 'worker or task';
    default:
      return null;
  }
}

function knownNames(noun: Noun, { workers, tasks, questions }: Snapshot): readonly string[] {
  const named = { workers: workers.map(({ worker }) => worker), tasks: tasks.map(({ task }) => task) };
  switch (noun) {
    case 'worker':
      return named.workers;
    case 'task':
      return named.tasks;
    case 'open question':
      return questions.map(({ number }) => String(number));
    case 'worker or task':
      return [...new Set([...named.workers, ...named.tasks])];
  }
}

function spelled(noun: Noun, word: string): string {
  return noun === 'open question' ? numberTyped(word) : word;
}

function unknownWords(noun: string, name: string, known: readonly string[]): string {
  const near = nearestOf(name, known, mostGuesses).map(harmless);
  const guess = near.length === 0 ? someOf(known) : `did you mean ${near.join(', ')}?`;
  return `there is no ${noun} "${harmless(name)}"; ${guess}`;
}

function someOf(known: readonly string[]): string {
  if (known.length === 0) return 'there is none at all';
  const rest = known.length - mostGuesses;
  return `there is ${known.slice(0, mostGuesses).map(harmless).join(', ')}${rest > 0 ? `, +${rest} more` : ''}`;
}
