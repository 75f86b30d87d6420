import { numberTyped } from '../../domain/question.ts';
import type { Snapshot, TaskRow } from '../../domain/snapshot.ts';
import { counted } from '../../domain/counted.ts';
import { harmless } from '../cells.ts';
import { missingLines } from '../omnibus-missing.ts';
import { wanted } from '../outcome.ts';
import type { VerbInfo } from './data.ts';
import { answerLoss } from './answers.ts';
import { cancelOf, retryOf } from './keys-task.ts';
import { restartOf } from './keys-worker.ts';
import { pathOf } from './path.ts';
import { requestLoss } from './request-losses.ts';
import type { Confirm } from './state.ts';
import { putAsideLines } from './put-aside.ts';
import { doerOf } from './refusals.ts';
import { isRefused } from './typed-names.ts';
import { isHelp, typedWords } from './typed-words.ts';
import { views } from './views.ts';
import { wordsOf } from './words.ts';
import type { Scene } from './view.ts';

export interface Suggestion {
  /** The whole line with it. */
  readonly line: string;
  readonly shows: string;
  readonly says: string;
}

const mostSuggestions = 200;

/** What the last word of the line may become: verbs and views first, then the names that the verb takes. */
export function suggestionsFor(text: string, scene: Scene): readonly Suggestion[] {
  const words = wordsOf(text);
  const isOpen = text === '' || text.endsWith(' ');
  const typed = isOpen ? '' : (words.at(-1) ?? '');
  const done = isOpen ? words : words.slice(0, -1);
  const before = text.slice(0, text.length - typed.length);
  const all = done.length === 0 ? verbWords(scene) : argumentWords(done, typed, scene);
  return ranked(all, typed)
    .slice(0, mostSuggestions)
    .map(({ word, says }) => ({ line: `${before}${word} `, shows: word, says }));
}

interface Word {
  readonly word: string;
  readonly says: string;
}

function ranked(words: readonly Word[], typed: string): readonly Word[] {
  const wanted = typed.toLowerCase();
  const begins = words.filter(({ word }) => word.toLowerCase().startsWith(wanted));
  const holds = words.filter(
    ({ word }) => !word.toLowerCase().startsWith(wanted) && word.toLowerCase().includes(wanted),
  );
  return [...begins, ...holds];
}

function verbWords({ data }: Scene): readonly Word[] {
  const shown = views.filter(({ key }) => key !== '');
  return [
    ...data.verbs.map(({ name, about }) => ({ word: name, says: about })),
    ...shown.map(({ name, title }) => ({ word: name, says: `go to ${title}` })),
    { word: 'quit', says: 'leave; the work goes on' },
  ];
}

function argumentWords(done: readonly string[], typed: string, { data }: Scene): readonly Word[] {
  const verb = data.verbs.find(({ name }) => name === done[0]);
  if (verb === undefined) return [];
  if (typed.startsWith('-')) return verb.options.map((word) => ({ word, says: '' }));
  const given = done.slice(1).filter((word) => !word.startsWith('-')).length;
  const kind = verb.takes[Math.min(given, verb.takes.length - 1)] ?? '';
  if (data.snapshot === null) return [];
  return kind === 'answer' ? answerWords(done[1] ?? '', data.snapshot) : namesOf(kind, verb, data.snapshot);
}

/** What may be answered to the question with this number. */
function answerWords(number: string, { questions }: Snapshot): readonly Word[] {
  const question = questions.find((one) => String(one.number) === numberTyped(number));
  return (question?.choices ?? []).map(({ key, says }) => ({ word: key, says: harmless(says) }));
}

function namesOf(kind: string, verb: VerbInfo, snapshot: Snapshot): readonly Word[] {
  const workers = snapshot.workers.map(({ worker, doing }) => ({ word: worker, says: harmless(doing) }));
  const tasks = snapshot.tasks.map(({ task, status, title }) => ({
    word: task,
    says: `${status}  ${harmless(title)}`,
  }));
  const rows = pathOf(snapshot).tasks;
  switch (kind) {
    case 'worker':
    case 'workers':
      return workers;
    case 'task':
    case 'tasks':
      return verb.name === 'add' ? [] : tasks.filter(({ word }) => !isRefused(verb.name, rows.get(word)));
    case 'question':
      return snapshot.questions.map(({ number, text }) => ({ word: String(number), says: harmless(text) }));
    case 'name':
    case 'names':
      return [...workers, ...tasks.filter(({ word }) => !workers.some((one) => one.word === word))];
    default:
      return [];
  }
}

/** What a typed verb would take away; null: nothing. */
export function lossBy(argv: readonly string[], snapshot: Snapshot | null): Confirm | null {
  if (isHelp(argv)) return null;
  const known = snapshot === null ? undefined : knownLoss(argv, snapshot);
  if (known !== undefined) return known;
  const [verb = '', ...rest] = argv;
  const loses = losses[verb]?.(rest) ?? null;
  return loses === null ? null : { asks: `${lineOf(argv)}?`, loses: [loses] };
}

/** With the names and counts of the picture; undefined: it does not tell. */
function knownLoss(argv: readonly string[], snapshot: Snapshot): Confirm | null | undefined {
  const [verb, ...rest] = argv;
  const { names } = typedWords(rest);
  if (isOmnibusMerge(argv)) return omnibusMerge(snapshot);
  switch (verb) {
    case 'answer':
      return lossByAnswer(names, snapshot);
    case 'pr':
      return requestLoss(names, snapshot);
    case 'restart':
      return restartLoss(names, snapshot);
    default:
      return taskLoss(argv, snapshot);
  }
}

function taskLoss(argv: readonly string[], snapshot: Snapshot): Confirm | null | undefined {
  const [verb, ...rest] = argv;
  const { names, options } = typedWords(rest);
  const row = pathOf(snapshot).tasks.get(names[0] ?? '');
  if (row === undefined) return undefined;
  if (verb === 'cancel') return cancelOf(row, snapshot);
  if (verb === 'assign') return options.includes('--now') ? movedAway(argv, row, snapshot) : null;
  return verb === 'retry' ? retryOf(row, snapshot, options.includes('--fresh')) : undefined;
}

/** Only where somebody is at it. */
function movedAway(argv: readonly string[], row: TaskRow, snapshot: Snapshot): Confirm | null {
  const doer = doerOf(row, snapshot.workers);
  if (doer === undefined) return null;
  return {
    asks: `${lineOf(argv)}?`,
    loses: [
      `${harmless(doer.worker)}, which is at it now, is interrupted; commits stay on the branch.`,
      ...putAsideLines(row, snapshot),
    ],
  };
}

function lineOf(argv: readonly string[]): string {
  return `czar ${argv.map(harmless).join(' ')}`;
}

/** Said yes to once, it is not asked about again. */
export function agreedTo(argv: readonly string[], confirm: Confirm | null): readonly string[] {
  return confirm !== null && isOmnibusMerge(argv) && !isAgreed(argv) ? [...argv, '--yes'] : argv;
}

function isAgreed(words: readonly string[]): boolean {
  return words.some((word) => word === '--yes' || word === '-y');
}

function isOmnibusMerge([verb, ...rest]: readonly string[]): boolean {
  const { names, options } = typedWords(rest);
  return verb === 'pr' && names[0] === 'omnibus' && options.includes('--merge');
}

function omnibusMerge(snapshot: Snapshot): Confirm | null {
  const { counts, integration, base } = snapshot;
  if (integration.omnibus === null || integration.omnibusState === 'merged') return null;
  const missing = missingLines(snapshot);
  return {
    asks: `Merge the omnibus #${integration.omnibus} into ${harmless(base)}?`,
    loses: [
      ...(missing.length === 0 ? [`All ${counted(wanted(counts), 'task')} are in it.`] : missing),
      'czar undo does not take it back.',
    ],
  };
}

function lossByAnswer([about = '', answer = '']: readonly string[], snapshot: Snapshot): Confirm | null {
  const number = numberTyped(about);
  const question = snapshot.questions.find((one) => String(one.number) === number);
  return question === undefined ? null : answerLoss(question, answer.trim(), snapshot);
}

function restartLoss([name]: readonly string[], { workers }: Snapshot): Confirm | undefined {
  const row = workers.find(({ worker }) => worker === name);
  return row === undefined ? undefined : restartOf(row);
}

type Loss = (rest: readonly string[]) => string | null;

const losses: Readonly<Record<string, Loss>> = {
  cancel: () => 'The task is called off; its branch is kept.',
  restart: () => 'Its agent is ended, whatever it does, and started anew; its worktree stays as it is.',
  retry: (rest) =>
    typedWords(rest).options.includes('--fresh')
      ? 'If an agent is at it, it is interrupted; it begins at the integration branch, and the commits so far are kept under a ref.'
      : 'If an agent is at it, it is interrupted; commits stay on the branch.',
  // Without a yes it only lists.
  clean: (rest) =>
    !isAgreed(rest)
      ? null
      : rest.includes('--all')
        ? 'Everything that Czar made goes, but for your files and for work that is not merged or not committed; czar clean --all without a yes lists it.'
        : 'Worktrees and branches of merged work and of workers that are gone are removed; what is not merged or not committed is kept. czar clean without a yes lists it.',
  stop: (rest) =>
    !rest.includes('--all')
      ? 'Nobody watches the agents any more; they go on by themselves.'
      : rest.includes('--now')
        ? 'Every session is ended at once; what is not committed stays in its worktree, and no copy is saved.'
        : 'Every agent is interrupted and its session ended; what is not committed stays in its worktree, and a copy is saved.',
  // Without a name it only lists.
  undo: (rest) =>
    rest.every((word) => word.startsWith('-'))
      ? null
      : 'It is taken back as czar undo lists it; what was done since then stays.',
  assign: (rest) =>
    typedWords(rest).options.includes('--now') ? 'If a worker is at it now, that is interrupted.' : null,
};
