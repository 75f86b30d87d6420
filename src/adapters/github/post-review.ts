import type { PostedReview } from '../../ports/forge.ts';
import type { Api } from './api.ts';
import { decodeComments, decodeStatuses, refusalOf, statusOf } from './decode-answer.ts';
import { allPages, openLook } from './looks.ts';
import { OWN_CONTEXT } from './pull-request.ts';

interface Site {
  readonly api: Api;
  readonly at: { readonly owner: string; readonly repo: string };
}

/** What bears the mark was posted, and is not posted again; also when the answer was lost. */
export async function postReview(site: Site, number: number, review: PostedReview): Promise<void> {
  if (await isPosted(site, number, review.mark)) return;
  const refused = await tryReview(site, number, review);
  if (refused === null) return;
  const isOwn = /own pull request/i.test(refused);
  const bare = { ...review, comments: [] };
  // A line that GitHub does not take stands in the text all the same.
  if (!isOwn && review.comments.length > 0 && (await tryReview(site, number, bare)) === null) return;
  await postStatus(site, review);
  const { api, at } = site;
  await api.rest.issues.createComment({ ...at, issue_number: number, body: bodyOf(review) });
}

async function isPosted({ api, at }: Site, number: number, mark: string): Promise<boolean> {
  const reviews = openLook(api, 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', decodeComments);
  const comments = openLook(api, 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments', decodeComments);
  const bodies = [
    ...(await allPages(reviews, { ...at, pull_number: number })),
    ...(await allPages(comments, { ...at, issue_number: number })),
  ];
  return bodies.some((body) => body.includes(mark));
}

const EVENTS = { approved: 'APPROVE', 'changes-requested': 'REQUEST_CHANGES', comment: 'COMMENT' } as const;

/** Null: it is there. Else what GitHub refused it with (422); nobody may approve what they opened themselves. */
async function tryReview({ api, at }: Site, number: number, review: PostedReview): Promise<string | null> {
  try {
    await api.rest.pulls.createReview({
      ...at,
      pull_number: number,
      commit_id: review.head,
      event: EVENTS[review.verdict],
      body: bodyOf(review),
      comments: review.comments.map(({ file, line, text }) => ({
        path: file,
        line,
        side: 'RIGHT',
        body: text,
      })),
    });
    return null;
  } catch (error) {
    if (statusOf(error) !== 422) throw error;
    return refusalOf(error);
  }
}

function bodyOf({ text, mark }: PostedReview): string {
  return `${text}\n\n${mark}`;
}

const CONTEXT = `${OWN_CONTEXT}review`;

async function postStatus({ api, at }: Site, { head, verdict, comments }: PostedReview): Promise<void> {
  const state = verdict === 'changes-requested' ? ('failure' as const) : ('success' as const);
  const says =
    verdict === 'approved' ? 'approved' : verdict === 'comment' ? 'commented' : 'changes are asked for';
  const description = comments.length === 0 ? says : `${says}, ${comments.length} on lines`;
  const { data } = await api.rest.repos.getCombinedStatusForRef({ ...at, ref: head, per_page: 100 });
  const before = decodeStatuses(data).find(({ context }) => context === CONTEXT);
  if (before?.state === state && before.description === description) return;
  await api.rest.repos.createCommitStatus({ ...at, sha: head, context: CONTEXT, state, description });
}
