import { join } from 'node:path';
import { stat } from 'node:fs/promises';
import type { Question } from '../../domain/question.ts';
import { isMissing } from '../files/error-code.ts';

/** Questions with the answers that lie there for the next supervisor; of several for one question the first is carried out. */
export async function withKeptAnswers(
  journalDir: string,
  questions: readonly Question[],
): Promise<readonly Question[]> {
  if (questions.length === 0 || (await keptMark(journalDir)) === '') return questions;
  // Only those who look while nobody runs load what reads orders.
  const { keptOrders } = await import('./orders-folder.ts');
  const kept = new Map<string, string>();
  for (const order of await keptOrders(journalDir))
    if (order.do === 'answer' && !kept.has(order.question)) kept.set(order.question, order.answer);
  if (kept.size === 0) return questions;
  return questions.map((question) => {
    const answer = kept.get(question.id);
    return answer === undefined ? question : { ...question, kept: answer };
  });
}

/** Another one whenever an order was left or dropped; empty: none ever was. */
export async function keptMark(journalDir: string): Promise<string> {
  try {
    const { ino, mtimeMs } = await stat(join(journalDir, 'orders'));
    return `${ino} ${mtimeMs}`;
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}
