import { printable } from '../../domain/names.ts';
import type { MergedThere, MergeRequest } from '../../ports/forge.ts';
import { decodeMerged, refusalOf, statusOf } from './decode-answer.ts';
import type { Place } from './place.ts';

/** The call behind the button (port `Forge.merge`). What became of one without an answer is found when GitHub is looked at again. */
export async function callMerge({ api, owner, name }: Place, request: MergeRequest): Promise<MergedThere> {
  const { number, head, title, message } = request;
  try {
    const { data } = await api.rest.pulls.merge({
      owner,
      repo: name,
      pull_number: number,
      sha: head,
      merge_method: 'merge',
      commit_title: title,
      commit_message: message,
    });
    return { merged: true, sha: decodeMerged(data) };
  } catch (error) {
    const status = statusOf(error);
    if (status !== 405 && status !== 409 && status !== 422) throw error;
    const because = `GitHub answered ${status}: ${printable(refusalOf(error)).slice(0, 300)}`;
    return { merged: false, hasMoved: status === 409, because };
  }
}
