import type { ReviewFact } from '../../domain/review-facts.ts';
import type { FoldPart } from './fold-part.ts';
import { changeTask } from './state.ts';

export const foldReviews: FoldPart<ReviewFact['type']> = {
  'task.protected-allowed': (ledger, { task, head }) =>
    changeTask(ledger, task, () => ({ protectedAllowed: head })),
};
