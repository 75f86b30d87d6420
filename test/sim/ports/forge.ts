import { Fault } from '../../../src/domain/fault.ts';
import type { PullRequest } from '../../../src/domain/pull-request.ts';
import type { Forge, NewPullRequest, PostedReview, PullRequestChange } from '../../../src/ports/forge.ts';
import type { Life } from '../life.ts';
import type { Scheduler } from '../scheduler.ts';

/** Pull requests that outlive the supervisor. */
export interface ForgeSite {
  readonly pullRequests: ReadonlyMap<number, PullRequest>;
  connection(life: Life): Forge;
  onChange(listener: (pr: PullRequest) => void): void;
}

export function forgeSite(scheduler: Scheduler): ForgeSite {
  const all = new Map<number, PullRequest>();
  const listeners: ((pr: PullRequest) => void)[] = [];
  const put = (pr: PullRequest): PullRequest => {
    all.set(pr.number, pr);
    for (const listener of listeners) listener(pr);
    return pr;
  };
  const find = (head: string): PullRequest | null => {
    const ofHead = [...all.values()].filter((pr) => pr.head === head);
    return ofHead.find(({ state }) => state === 'open') ?? ofHead.at(-1) ?? null;
  };
  const open = (draft: NewPullRequest): PullRequest => {
    const found = find(draft.head);
    if (found?.state === 'open') return found;
    const at = scheduler.now;
    const made = {
      number: Math.max(0, ...all.keys()) + 1,
      state: 'open',
      mergedSha: null,
      url: null,
    } as const;
    return put({ ...draft, ...made, reviews: [], checks: [], createdAt: at, updatedAt: at });
  };
  const update = (number: number, { comment, ...change }: PullRequestChange): PullRequest => {
    const old = all.get(number);
    if (old === undefined) {
      const because = 'there is no such pull request';
      throw new Fault({ code: 'forge-failed', what: 'update a pull request', on: `#${number}`, because });
    }
    const at = scheduler.now;
    const reviews = change.reviews ?? old.reviews;
    const isNew = comment !== undefined && !reviews.some(({ text }) => text === comment);
    const said = isNew ? [{ by: 'czar', at, verdict: 'comment', text: comment } as const] : [];
    return put({ ...old, ...change, reviews: [...reviews, ...said], updatedAt: at });
  };
  const review = (number: number, { mark, verdict, text }: PostedReview): PullRequest => {
    const reviews = all.get(number)?.reviews ?? [];
    const isThere = reviews.some((one) => one.text.includes(mark));
    const note = { by: 'czar', at: scheduler.now, verdict, text: `${text}\n\n${mark}` };
    return update(number, isThere ? {} : { reviews: [...reviews, note] });
  };
  return {
    pullRequests: all,
    onChange: (listener) => listeners.push(listener),
    connection: (life) => ({
      kind: 'local',
      find: (head) => life.ask(() => find(head)),
      get: (number) => life.ask(() => all.get(number) ?? null),
      list: () => life.ask(() => [...all.values()]),
      open: (draft) => life.ask(() => open(draft)),
      update: (number, change) => life.ask(() => update(number, change)),
      review: (number, posted) => life.ask(() => review(number, posted)),
      watch: null,
      reports: null,
      merge: null,
      restore: (lost) => life.ask(() => all.get(lost.number) ?? put(lost)),
    }),
  };
}
