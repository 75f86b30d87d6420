import { shortDuration } from '../domain/units.ts';
import { fit, harmless, padded, width } from './cells.ts';
import { heldUpByQuestion } from './held-up.ts';
import { painter } from './paint.ts';
import { aboutWords, listedWords } from './question-words.ts';
import type { Question } from '../domain/question.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Problem } from '../domain/wish.ts';
import type { Frame } from './frame.ts';

const mostQuestions = 12;
const mostProblems = 5;
const widest = 100;

/** The questions that wait for a human, oldest first, with the numbers that `czar answer` takes. */
export function needsLines(snapshot: Snapshot, frame: Frame): readonly string[] {
  if (snapshot.questions.length === 0) return [];
  const columns = Math.min(frame.columns, widest);
  const paint = painter(frame.color);
  const questions = [...snapshot.questions].sort((a, b) => a.number - b.number);
  const rows = questions.slice(0, mostQuestions).map((question) => needsRow(question, snapshot, frame.now));
  const hint = 'czar answer <n>';
  const title = padded('NEEDS YOU', Math.max(9, columns - width(hint) - 1));
  const rest = questions.length - rows.length;
  return [
    paint('yellow', fit(`${title} ${hint}`, columns)),
    ...needsTable(rows, columns),
    ...(rest > 0 ? [fit(`  +${rest} more (czar needs)`, columns)] : []),
  ];
}

interface NeedsRow {
  readonly number: string;
  readonly about: string;
  readonly text: string;
  readonly age: string;
  readonly waits: string;
}

function needsRow(question: Question, snapshot: Snapshot, now: number): NeedsRow {
  return {
    number: String(question.number),
    about: aboutWords(question),
    text: listedWords(question, null),
    age: shortDuration(now - question.askedAt),
    waits: waitsText(question, snapshot),
  };
}

/** The tasks behind it. */
function waitsText(question: Question, snapshot: Snapshot): string {
  if (question.holds === 'all') return 'all wait';
  const waiting = heldUpByQuestion(question, snapshot);
  return waiting === 0 ? '' : `${waiting} ${waiting === 1 ? 'waits' : 'wait'}`;
}

function needsTable(rows: readonly NeedsRow[], columns: number): readonly string[] {
  const widest = (pick: (row: NeedsRow) => string): number =>
    Math.max(...rows.map((row) => width(pick(row))));
  const number = widest((row) => row.number);
  const about = Math.min(
    widest((row) => row.about),
    Math.max(8, Math.floor(columns / 4)),
  );
  const age = widest((row) => row.age);
  const waits = widest((row) => row.waits);
  const room = columns - number - about - age - waits - 2 * 5;
  return rows
    .map((row) =>
      [
        ` ${padded(row.number, number + 1, 'right')}`,
        padded(row.about, about),
        padded(row.text, Math.max(8, room)),
        padded(row.age, age, 'right'),
        row.waits,
      ]
        .join('  ')
        .trimEnd(),
    )
    .map((line) => fit(line, columns));
}

/** What is wrong with the human files: where, what, and what was expected. */
export function problemLines(snapshot: Snapshot, frame: Frame): readonly string[] {
  const paint = painter(frame.color);
  const shown = snapshot.problems.slice(0, mostProblems);
  const rest = snapshot.problems.length - shown.length;
  return [
    ...shown.map((problem) => paint('red', fit(problemText(problem), frame.columns))),
    ...(rest > 0 ? [fit(`+${rest} more problems (czar status --json)`, frame.columns)] : []),
  ];
}

function problemText({ file, line, column, message }: Problem): string {
  const place = [line, column].filter((part) => part !== null).map((part) => `:${part}`);
  return `${harmless(file)}${place.join('')}: ${harmless(message)}`;
}
