import { numberTyped } from '../../domain/question.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { harmless } from '../cells.ts';
import { nearestOf } from '../nearest.ts';
import type { VerbInfo } from './data.ts';
import type { TypedWords } from './typed-words.ts';

/** Why the command line would not take these words at all; null: it does. Harmless. */
export function whyMisused(verb: VerbInfo, typed: TypedWords, snapshot: Snapshot | null): string | null {
  return (
    whyNoOption(verb, typed) ??
    whyTooFew(verb, typed, snapshot) ??
    whyTooMany(verb, typed) ??
    (verb.name === 'assign' ? whyNotPaired(typed) : null)
  );
}

/** Of every verb. */
const commonOptions: readonly string[] = ['--project', '-C', '--version', '-V'];

function whyNoOption(verb: VerbInfo, { options }: TypedWords): string | null {
  const known = new Set([...commonOptions, ...verb.options, ...verb.short]);
  const unknown = options.map(nameOf).find((option) => !known.has(option));
  if (unknown === undefined) return null;
  const [near] = nearestOf(unknown, verb.options, 1);
  const guess = near === undefined ? helpOf(verb) : `did you mean ${near}?`;
  return `czar ${verb.name} has no option "${harmless(unknown)}"; ${guess}`;
}

/** "--lines" of "--lines=3", "-n" of "-n3". */
function nameOf(option: string): string {
  return option.startsWith('--') ? (option.split('=')[0] ?? option) : option.slice(0, 2);
}

function whyTooFew(verb: VerbInfo, { names }: TypedWords, snapshot: Snapshot | null): string | null {
  if (names.length >= verb.needs) return null;
  if (verb.name === 'answer' && names.length === 1) return whyNoAnswer(names[0] ?? '', verb, snapshot);
  return `czar ${verb.name} takes ${verb.takes.slice(0, verb.needs).map(aWord).join(' and ')}; ${helpOf(verb)}`;
}

function whyNoAnswer(typed: string, verb: VerbInfo, snapshot: Snapshot | null): string {
  const question = snapshot?.questions.find(({ number }) => String(number) === numberTyped(typed));
  if (question === undefined) return `czar answer takes a question and an answer; ${helpOf(verb)}`;
  const keys = question.choices.map(({ key }) => harmless(key));
  const all = question.freeText ? [...keys, 'your own words'] : keys;
  return `question ${question.number} is answered by one of: ${all.join(', ')}`;
}

function aWord(word: string): string {
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`;
}

function whyTooMany(verb: VerbInfo, { names }: TypedWords): string | null {
  const [first] = verb.endless ? [] : names.slice(verb.takes.length);
  return first === undefined ? null : `czar ${verb.name} takes no "${harmless(first)}"; ${helpOf(verb)}`;
}

function whyNotPaired({ names, options }: TypedWords): string | null {
  const isOpen = options.includes('--open');
  const isNext = options.includes('--next');
  const isRight = names.length === (isOpen || isNext ? 1 : 2) && !(isOpen && isNext);
  return isRight ? null : 'czar assign takes <task> <worker>, --open <task>, or --next <worker>';
}

function helpOf({ name }: VerbInfo): string {
  return `czar ${name} --help`;
}
