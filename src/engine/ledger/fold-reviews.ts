import type { ReviewFact } from '../../domain/review-facts.ts';
import type { FoldPart } from './fold-part.ts';
import { changeTask } from './state.ts';

export const foldReviews: FoldPart<ReviewFact['type']> = {
  'task.protected-allowed': (ledger, { task, head }) =>
    changeTask(ledger, task, () => ({ protectedAllowed: head })),
  'review.part': (ledger, { task, part }) =>
    changeTask(ledger, task, ({ reviewParts = [] }) => ({
      reviewParts: [
        ...reviewParts.filter(
          ({ head, part: number, of }) => head === part.head && of === part.of && number !== part.part,
        ),
        part,
      ],
    })),
  'task.reviewed': (ledger, { task, review }) =>
    changeTask(ledger, task, ({ reviewRounds = 0 }) => ({
      review,
      reviewParts: [],
      reviewRounds: reviewRounds + (review.verdict === 'changes' ? 1 : 0),
    })),
  'review.posted': (ledger, { task, head }) => changeTask(ledger, task, () => ({ reviewPosted: head })),
  'review.waived': (ledger, { task, head }) => changeTask(ledger, task, () => ({ reviewWaived: head })),
  'review.again': (ledger, { task, what }) =>
    changeTask(ledger, task, ({ moreRounds = 0 }) =>
      what === 'round' ? { moreRounds: moreRounds + 1 } : { review: null, reviewParts: [] },
    ),
};
