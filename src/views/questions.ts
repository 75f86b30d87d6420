import { sourceWords } from '../domain/evidence.ts';
import { shortDuration } from '../domain/units.ts';
import { fit, harmless, padded, width } from './cells.ts';
import { topicWords } from './topic-words.ts';
import { painter } from './paint.ts';
import type { Question } from '../domain/question.ts';
import type { TimedFrame } from './frame.ts';
import { agoText, dayClock } from './clock.ts';
import { questionFacts, quotedLines, screenLines } from './question-words.ts';

/** Every open question in full: what is asked, what may be answered, and what it rests on. */
export function questionsText(questions: readonly Question[], frame: TimedFrame): string {
  if (questions.length === 0) return 'nothing needs you\n';
  const sorted = [...questions].sort((a, b) => a.number - b.number);
  return `${sorted.map((question) => questionLines(question, frame).join('\n')).join('\n\n')}\n`;
}

function questionLines(question: Question, frame: TimedFrame): readonly string[] {
  const paint = painter(frame.color);
  const about = [question.task, question.worker].filter((name) => name !== null).join(' on ');
  const age = shortDuration(frame.now - question.askedAt);
  const head = [
    `${question.number}`,
    ...(about === '' ? [] : [harmless(about)]),
    topicWords(question.topic),
    `asked ${dayClock(question.askedAt, frame)}, ${age} ago`,
  ];
  return [
    paint('bold', fit(head.join('  '), frame.columns)),
    ...wrapped(harmless(question.text), '  ', frame.columns),
    ...questionFacts(question, frame).flatMap((text) => wrapped(text, '  ', frame.columns)),
    ...evidenceLines(question, frame),
    ...screenLines(question, frame).map((line) => fit(`  ${line}`, frame.columns)),
    ...answerLines(question, frame.columns),
  ];
}

const mostEvidence = 12;

/** What it rests on with its times, the oldest first, as a story is told. */
export function evidenceLines({ evidence }: Question, frame: TimedFrame): readonly string[] {
  return [...evidence]
    .sort((a, b) => a.at - b.at)
    .slice(-mostEvidence)
    .flatMap(({ source, at, says, lines }) => [
      fit(`  ${agoText(at, frame)}  ${sourceWords(source)}: ${harmless(says)}`, frame.columns),
      ...quotedLines(lines).map((line) => fit(`    ${line}`, frame.columns)),
    ]);
}

function answerLines({ number, choices, freeText }: Question, columns: number): readonly string[] {
  const command = `czar answer ${number}`;
  const keys = choices.map(({ key, says }) => ({ line: `${command} ${key}`, says: harmless(says) }));
  const all = freeText ? [...keys, { line: `${command} "<text>"`, says: 'your own words' }] : keys;
  const longest = Math.max(0, ...all.map(({ line }) => width(line)));
  return all.map(({ line, says }) => fit(`    ${padded(line, longest)}  ${says}`, columns));
}

/** Breaks `text` at blanks into lines of at most `columns` cells, each behind `indent`; words too long are broken too. */
export function wrapped(text: string, indent: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  const room = Math.max(1, columns - width(indent));
  if (width(text) <= room && !text.startsWith(' ')) return [indent + text];
  for (const word of text.split(' ').flatMap((whole) => pieces(whole, room))) {
    const joined = line === indent ? `${indent}${word}` : `${line} ${word}`;
    if (width(joined) <= columns || line === indent) line = fit(joined, columns);
    else {
      lines.push(line);
      line = fit(`${indent}${word}`, columns);
    }
  }
  return [...lines, line];
}

/** A word in pieces of at most `cells` cells: nothing of it is lost. */
function pieces(word: string, cells: number): readonly string[] {
  if (width(word) <= cells) return [word];
  const found: string[] = [];
  let piece = '';
  for (const sign of word) {
    if (piece !== '' && width(piece + sign) > cells) {
      found.push(piece);
      piece = '';
    }
    piece += sign;
  }
  return [...found, piece];
}
