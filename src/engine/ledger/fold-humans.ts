import type { FactOf } from '../../domain/facts.ts';
import { comparedText, type ClosedQuestion, type Question } from '../../domain/question.ts';
import type { Order } from '../../domain/request.ts';
import type { DoneOrder, TaskBefore } from '../../domain/undo.ts';
import type { FoldPart } from './fold-part.ts';
import { countWaited } from './waited.ts';

const KEPT_CLOSED = 200;
const KEPT_DONE = 100;

export const foldHumans: FoldPart<
  | 'files.writing'
  | 'question.asked'
  | 'question.closed'
  | 'order.given'
  | 'order.done'
  | 'order.undone'
  | 'failure.forgotten'
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
    countWaited(ledger, question, at);
    ledger.closed = [...ledger.closed, closedAs(question, fact, at)].slice(-KEPT_CLOSED);
  },
  'order.given': (ledger, { order }) => {
    if (!ledger.orders.some(({ id }) => id === order.id)) ledger.orders.push(order);
  },
  'order.done': (ledger, { id, refused, before }, at) => {
    const order = ledger.orders.find((one) => one.id === id);
    ledger.orders = ledger.orders.filter((one) => one.id !== id);
    if (order !== undefined && !refused)
      ledger.done = [...ledger.done, doneAs(order, before ?? null, at)].slice(-KEPT_DONE);
  },
  'order.undone': (ledger, { id }) => {
    ledger.done = ledger.done.map((one) => (one.id === id ? { ...one, undone: true } : one));
  },
  'failure.forgotten': (ledger, { key }) => {
    ledger.failures.delete(key);
  },
};

function doneAs(order: Order, before: TaskBefore | null, at: number): DoneOrder {
  const { id } = order;
  return {
    id,
    at,
    do: order.do,
    task: 'task' in order ? order.task : null,
    workers: 'workers' in order ? order.workers : [],
    before,
    edit: editOf(order),
    undone: false,
  };
}

function editOf(order: Order): DoneOrder['edit'] {
  if (order.do === 'edited') return { from: order.from, to: order.to };
  if (order.do !== 'assign' || order.now || order.was === undefined) return null;
  return { from: { assignee: order.was }, to: { assignee: order.worker } };
}

function closedAs(
  { id, number, topic, task, worker, text, askedAt, holds }: Question,
  { answer, because }: FactOf<'question.closed'>,
  at: number,
): ClosedQuestion {
  const said = answer === null ? null : comparedText(answer);
  const asked = { id, number, topic, task, worker, text: comparedText(text), askedAt, holds };
  return { ...asked, answer: said, because, at };
}
