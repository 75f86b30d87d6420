import type { FactOf } from '../../domain/facts.ts';
import { comparedText, type ClosedQuestion, type Question } from '../../domain/question.ts';
import type { FoldPart } from './fold-part.ts';

const KEPT_CLOSED = 200;

export const foldHumans: FoldPart<
  'files.writing' | 'question.asked' | 'question.closed' | 'order.given' | 'order.done' | 'failure.forgotten'
> = {
  'files.writing': (ledger, { entries }) => {
    ledger.writing = new Map(entries.map(({ task, synced }) => [task, synced]));
  },
  'question.asked': (ledger, { question }) => {
    ledger.questions.set(question.id, question);
    if (question.holds === 'task') ledger.statusChanges += 1;
    ledger.questionsAsked = Math.max(ledger.questionsAsked, question.number);
  },
  'question.closed': (ledger, fact, at) => {
    const question = ledger.questions.get(fact.id);
    if (question === undefined) return;
    if (question.holds === 'task') ledger.statusChanges += 1;
    ledger.questions.delete(fact.id);
    ledger.closed = [...ledger.closed, closedAs(question, fact, at)].slice(-KEPT_CLOSED);
  },
  'order.given': (ledger, { order }) => {
    if (!ledger.orders.some(({ id }) => id === order.id)) ledger.orders.push(order);
  },
  'order.done': (ledger, { id }) => {
    ledger.orders = ledger.orders.filter((order) => order.id !== id);
  },
  'failure.forgotten': (ledger, { key }) => {
    ledger.failures.delete(key);
  },
};

function closedAs(
  { id, number, topic, task, worker, text }: Question,
  { answer, because }: FactOf<'question.closed'>,
  at: number,
): ClosedQuestion {
  const said = answer === null ? null : comparedText(answer);
  return { id, number, topic, task, worker, text: comparedText(text), answer: said, because, at };
}
