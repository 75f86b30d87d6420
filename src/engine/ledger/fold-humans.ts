import type { FoldPart } from './fold-part.ts';

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
  'question.closed': (ledger, { id }) => {
    if (ledger.questions.get(id)?.holds === 'task') ledger.statusChanges += 1;
    ledger.questions.delete(id);
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
