import type { Question } from '../../domain/question.ts';
import { readLedger } from './ledger.ts';

/** The questions that are open, as the journal has them: the last picture may lack what was asked right before its supervisor died. */
export async function questionsNow(journalDir: string): Promise<readonly Question[]> {
  const { questions } = await readLedger(journalDir, '');
  return [...questions.values()];
}
