import { numberTyped } from '../../domain/question.ts';
import type { Snapshot, TaskRow } from '../../domain/snapshot.ts';
import { harmless } from '../cells.ts';
import { nearestOf } from '../nearest.ts';
import type { TuiData, VerbInfo } from './data.ts';
import { whyNotAssigned, whyNotCancelled, whyNotRestarted, whyNotRetried } from './refusals.ts';
import { whyNotRequested } from './request-losses.ts';
import { isHelp, typedWords, type TypedWords } from './typed-words.ts';
import { whyMisused } from './usage.ts';
import { views } from './views.ts';

const mostGuesses = 3;

/** Why a typed line cannot be meant as it stands, with the names that come nearest; null: nothing speaks against it. */
export function whyUnknown(argv: readonly string[], data: TuiData): string | null {
  const [name = ''] = argv;
  const verb = data.verbs.find((one) => one.name === name);
  if (verb !== undefined) return isHelp(argv) ? null : whyNotRun(verb, argv.slice(1), data);
  const places = views.filter(({ key }) => key !== '').map((view) => view.name);
  const known = [...data.verbs.map((one) => one.name), ...places];
  if (data.verbs.length === 0 || known.includes(name) || name === 'help') return null;
  return unknownWords('verb or view', name, known);
}

function whyNotRun(verb: VerbInfo, rest: readonly string[], data: TuiData): string | null {
  const typed = typedWords(rest, verb.valued);
  const { snapshot, supervisor } = data;
  // An old picture does not know what was added since: the verb itself looks at the files.
  const picture = supervisor === 'alive' ? snapshot : null;
  return (
    whyMisused(verb, typed, picture) ??
    (picture === null
      ? null
      : (whyNoSuchName(verb, typed, picture) ?? whyRefused(verb.name, typed, picture))) ??
    (verb.name === 'undo' ? whyNotUndone(typed, data) : null)
  );
}

/** Whether a verb can do nothing to a task. */
export function isRefused(verb: string, row: TaskRow | undefined): boolean {
  if (row === undefined) return false;
  if (verb === 'cancel') return whyNotCancelled(row) !== null;
  return verb === 'retry' && whyNotRetried(row) !== null;
}

function whyRefused(verb: string, typed: TypedWords, snapshot: Snapshot): string | null {
  const [name = ''] = typed.names;
  const row = snapshot.tasks.find(({ task }) => task === name);
  const worker = snapshot.workers.find((one) => one.worker === name);
  switch (verb) {
    case 'cancel':
      return row === undefined ? null : whyNotCancelled(row);
    case 'retry':
      return row === undefined ? null : whyNotRetried(row);
    case 'restart':
      return worker === undefined ? null : whyNotRestarted(worker, snapshot);
    case 'assign':
      return whyNotAssigned(typed, snapshot);
    case 'pr':
      return whyNotRequested(typed.names, snapshot);
    default:
      return null;
  }
}

/** An order goes by the beginning of its id. */
function whyNotUndone({ names: [what] }: TypedWords, { undoable }: TuiData): string | null {
  if (what === undefined || undoable === null) return null;
  const isKnown = undoable.some(
    ({ id }) => id === what || (what.length > 2 && (id.startsWith(what) || what.startsWith(id))),
  );
  return isKnown
    ? null
    : `nothing goes by "${harmless(what)}", or it is too long ago: U lists what can be undone`;
}

function whyNoSuchName(verb: VerbInfo, { names, options }: TypedWords, snapshot: Snapshot): string | null {
  const takes = verb.name === 'assign' && !options.includes('--next') ? ['task', 'worker'] : verb.takes;
  for (const [index, word] of names.entries()) {
    const noun = nounOf(verb, takes[Math.min(index, takes.length - 1)] ?? '');
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
