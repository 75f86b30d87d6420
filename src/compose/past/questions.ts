import type { Question } from '../../domain/question.ts';
import { withKeptAnswers } from '../../adapters/door/kept-answers.ts';
import { readLedger } from './ledger.ts';

/** The questions that are open, as the journal has them: the last picture may lack what was asked right before its supervisor died. With the answers that were left since. */
export async function questionsNow(journalDir: string): Promise<readonly Question[]> {
  const { questions } = await readLedger(journalDir, '');
  return withKeptAnswers(journalDir, [...questions.values()]);
}
