import type { ForgeReview, LineComment } from '../../domain/forge-report.ts';
import { REVIEW_MARK } from '../../domain/posted-review.ts';
import type { Clock } from '../../ports/clock.ts';
import { statusOf } from './decode-answer.ts';
import {
  type CommentOnLine,
  decodeLineComments,
  decodePermission,
  decodeReviews,
  type Review,
} from './decode-report.ts';
import { foreignText } from './foreign-text.ts';
import { allPages, openLook } from './looks.ts';
import type { Place } from './place.ts';

const MOST_REVIEWS = 30;
const MOST_COMMENTS = 50;
const TEXT_LENGTH = 4_000;
const COMMENT_LENGTH = 2_000;

export interface ReviewedPull {
  readonly number: number;
  /** Id of whoever opened it; null: their account is gone. */
  readonly author: number | null;
}

/**
 * What people who may write to the repository say of a pull request, oldest first. Of each person only the last word counts that
 * approves or asks for changes, and none once that was dismissed; what they comment besides is told too.
 */
export function openReviews(
  place: Place & { readonly clock: Pick<Clock, 'now'> },
): (pull: ReviewedPull) => Promise<readonly ForgeReview[]> {
  const { api, owner, name } = place;
  const at = { owner, repo: name };
  const reviewsAt = openLook(api, 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', decodeReviews);
  const commentsAt = openLook(
    api,
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments',
    decodeLineComments,
  );
  const mayWrite = openWriters(place);
  return async ({ number, author }) => {
    const where = { ...at, pull_number: number };
    const all = await allPages(reviewsAt, where);
    const standing: Review[] = [];
    for (const review of bounded(lastWords(all, author).filter(isKnown)))
      if (await mayWrite(review)) standing.push(review);
    const comments = standing.length === 0 ? [] : await allPages(commentsAt, where);
    return standing.map((review) => told(review, comments));
  };
}

type Verdict = ForgeReview['verdict'];

const VERDICTS: Readonly<Record<string, Verdict>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'comment',
};

function lastWords(all: readonly Review[], author: number | null): readonly Review[] {
  const ofOthers = all.filter(
    ({ user, state, body }) =>
      user !== null && user.id !== author && state !== 'PENDING' && !body.includes(REVIEW_MARK),
  );
  const last = new Map(
    ofOthers.filter(({ state }) => state !== 'COMMENTED').map((one) => [one.user?.id, one]),
  );
  return ofOthers.filter(
    (review) =>
      VERDICTS[review.state] === 'comment' ||
      (last.get(review.user?.id) === review && review.state in VERDICTS),
  );
}

/** However much is commented, an approval or a wish for changes is not pushed out by it. */
function bounded(reviews: readonly Review[]): readonly Review[] {
  const isComment = ({ state }: Review): boolean => VERDICTS[state] === 'comment';
  const comments = reviews.filter(isComment).slice(-MOST_REVIEWS);
  const words = reviews.filter((review) => !isComment(review)).slice(-MOST_REVIEWS);
  const kept = new Set([...comments, ...words]);
  return reviews.filter((review) => kept.has(review));
}

function told(review: Review, comments: readonly CommentOnLine[]): ForgeReview {
  const own = comments.filter(
    ({ pull_request_review_id, user }) =>
      pull_request_review_id === review.id && user?.id === review.user?.id,
  );
  return {
    id: review.id,
    by: foreignText(review.user?.login ?? '', 100),
    at: Date.parse(review.submitted_at ?? '') || 0,
    verdict: VERDICTS[review.state] ?? 'comment',
    head: review.commit_id,
    text: foreignText(review.body, TEXT_LENGTH),
    comments: own.slice(0, MOST_COMMENTS).map(onLine),
  };
}

function onLine({ path, line, original_line, body }: CommentOnLine): LineComment {
  return {
    file: foreignText(path, 300).replaceAll('\n', ' '),
    line: line ?? original_line ?? null,
    text: foreignText(body, COMMENT_LENGTH),
  };
}

/** Whoever GitHub says has nothing to do with the repository is not asked about. */
const STRANGERS: readonly string[] = ['NONE', 'FIRST_TIMER', 'FIRST_TIME_CONTRIBUTOR', 'MANNEQUIN'];

function isKnown({ user, author_association }: Review): boolean {
  return user !== null && !STRANGERS.includes(author_association);
}

/** A right that was taken away counts no longer than that. */
const KNOWN_MS = 10 * 60_000;
const MOST_KNOWN = 500;

/** Whether a review is of somebody who may write: by their id, as names can be given away. */
function openWriters({
  api,
  owner,
  name,
  clock,
}: Place & { readonly clock: Pick<Clock, 'now'> }): (review: Review) => Promise<boolean> {
  const known = new Map<number, { readonly may: boolean; readonly until: number }>();
  const ask = async (username: string, id: number): Promise<boolean> => {
    try {
      const { data } = await api.rest.repos.getCollaboratorPermissionLevel({ owner, repo: name, username });
      return ['admin', 'maintain', 'write'].includes(decodePermission(data, id) ?? '');
    } catch (error) {
      if (statusOf(error) === 404) return false;
      throw error;
    }
  };
  return async ({ user }) => {
    if (user === null) return false;
    const now = clock.now();
    const before = known.get(user.id);
    if (before !== undefined && before.until > now && before.until <= now + KNOWN_MS) return before.may;
    const may = await ask(user.login, user.id);
    known.delete(user.id);
    known.set(user.id, { may, until: now + KNOWN_MS });
    for (const oldest of known.keys()) if (known.size > MOST_KNOWN) known.delete(oldest);
    return may;
  };
}
