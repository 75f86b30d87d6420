import { Fault } from '../../../src/domain/fault.ts';
import type { ForgeReport } from '../../../src/domain/forge-report.ts';
import type { Sha } from '../../../src/domain/names.ts';
import type { PullRequest } from '../../../src/domain/pull-request.ts';
import type {
  Forge,
  MergedThere,
  MergeRequest,
  NewPullRequest,
  PostedReview,
  PullRequestChange,
} from '../../../src/ports/forge.ts';
import type { Life } from '../life.ts';
import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';
import { type Ci, type CiHabits, openCi } from './ci.ts';
import type { ForgeSite } from './forge.ts';
import { mergeTrees, type Objects } from './git/objects.ts';
import type { Mover, Remote } from './git/remote.ts';

/** How it goes with the forge: of a hundred calls so many. */
export interface ForgeWeather {
  /** Are lost before they do anything, and as many after they did what was asked. */
  readonly lost: number;
  /** See what was there a few seconds ago. */
  readonly stale: number;
  /** Without a token that is worth anything, from and for so many milliseconds. */
  readonly locked: readonly { readonly afterMs: number; readonly lastMs: number }[];
  readonly ci: CiHabits;
}

/** A forge with the remote's branches behind it, that others use too. It outlives the supervisor. */
export interface GitHubSite extends ForgeSite {
  readonly ci: Ci;
  /** Presses the button; false: it cannot be pressed. */
  mergeByHand(number: number): boolean;
  closeByHand(number: number): void;
  /** A pull request of somebody else for a branch that is there. */
  openByHand(head: string, base: string): void;
  /** Told when Czar is about to change what somebody else opened. */
  onForeign(listener: (pr: PullRequest) => void): void;
}

export interface GitHubParts {
  readonly scheduler: Scheduler;
  readonly remote: Remote;
  readonly objects: Objects;
  readonly random: Random;
  readonly weather: ForgeWeather;
  readonly projectId: string;
}

const STALE_MS = 8_000;
const SEEN_MERGED_MS = 4_000;
/** So long it is waited for that the forge sees a merge. */
const PATIENCE_MS = 15_000;
const CALL_MS = 400;

export function gitHubSite(parts: GitHubParts): GitHubSite {
  const { scheduler, remote, random, weather } = parts;
  const startedAt = scheduler.now;
  const all = new Map<number, PullRequest>();
  const history: { readonly at: number; readonly pr: PullRequest }[] = [];
  const listeners: ((pr: PullRequest) => void)[] = [];
  const foreign: ((pr: PullRequest) => void)[] = [];
  const ci = openCi(random.fork('ci'), weather.ci);
  const put = (pr: PullRequest): PullRequest => {
    all.set(pr.number, pr);
    history.push({ at: scheduler.now, pr });
    for (const listener of listeners) listener(pr);
    return pr;
  };
  const change = (pr: PullRequest, over: Partial<PullRequest>): PullRequest =>
    put({ ...pr, ...over, updatedAt: scheduler.now });
  followBranches(parts, { all, change, ci });
  const known = (number: number): PullRequest => {
    const pr = all.get(number);
    if (pr === undefined) throw failed(`#${number}`, 'there is no such pull request');
    return pr;
  };
  const ours = (number: number): PullRequest => {
    const pr = known(number);
    if (!isOurs(parts, pr)) for (const listener of foreign) listener(pr);
    return pr;
  };
  const mergeNow = (pr: PullRequest, message: string, by: Mover): Sha | null => {
    const made = mergeCommit(parts, pr, message);
    if (made === null) return null;
    change(pr, { state: 'merged', mergedSha: made });
    remote.put(pr.base, made, by);
    return made;
  };
  const open = (draft: NewPullRequest): PullRequest => {
    const found = newest([...all.values()], draft.head, (pr) => pr.state === 'open');
    if (found !== null) {
      if (isOurs(parts, found)) return found;
      throw failed(draft.head, 'a pull request already exists for it');
    }
    const headSha = remote.tips.get(draft.head);
    if (headSha === undefined || !remote.tips.has(draft.base))
      throw failed(draft.head, 'there is no such branch at the remote');
    ci.begin(headSha, draft.task, scheduler.now);
    const at = scheduler.now;
    const made = { number: all.size + 1, state: 'open', mergedSha: null, url: null, headSha } as const;
    return put({ ...draft, ...made, reviews: [], checks: [], createdAt: at, updatedAt: at });
  };
  const update = (number: number, { comment, ...over }: PullRequestChange): PullRequest => {
    const pr = ours(number);
    const isNew = comment !== undefined && !pr.reviews.some(({ text }) => text === comment);
    const said = isNew ? [note('comment', comment, scheduler.now)] : [];
    const state = over.state === 'closed' && pr.state === 'open' ? 'closed' : pr.state;
    const { mergedSha, headSha } = pr;
    return change(pr, { ...over, state, mergedSha, headSha, reviews: [...pr.reviews, ...said] });
  };
  const review = (number: number, { mark, verdict, text }: PostedReview): PullRequest => {
    const pr = ours(number);
    if (pr.reviews.some((one) => one.text.includes(mark))) return pr;
    return change(pr, { reviews: [...pr.reviews, note(verdict, `${text}\n\n${mark}`, scheduler.now)] });
  };
  const merge = ({ number, head, title, message }: MergeRequest): MergedThere => {
    const pr = ours(number);
    const because = `it is ${pr.state} at ${pr.headSha}`;
    if (pr.state !== 'open') return { merged: false, hasMoved: false, because };
    if (pr.headSha !== head) return { merged: false, hasMoved: true, because };
    const sha = mergeNow(pr, `${title}\n\n${message}\n`, 'czar');
    return sha === null ? { merged: false, hasMoved: false, because: 'conflicts' } : { merged: true, sha };
  };
  const asSeen = (isFresh: boolean): readonly PullRequest[] => {
    if (isFresh || !random.chance(weather.stale / 100)) return [...all.values()];
    const until = scheduler.now - random.int(0, STALE_MS);
    const seen = history.filter(({ at }) => at <= until);
    return [...new Map(seen.map(({ pr }) => [pr.number, pr])).values()];
  };
  const isLocked = (): boolean =>
    weather.locked.some(({ afterMs, lastMs }) => {
      const ms = scheduler.now - startedAt - afterMs;
      return ms >= 0 && ms < lastMs;
    });
  return {
    pullRequests: all,
    ci,
    onChange: (listener) => listeners.push(listener),
    onForeign: (listener) => foreign.push(listener),
    mergeByHand(number) {
      const pr = known(number);
      return pr.state === 'open' && mergeNow(pr, `Merge pull request #${number}\n`, 'human') !== null;
    },
    closeByHand(number) {
      const pr = known(number);
      if (pr.state === 'open') change(pr, { state: 'closed' });
    },
    openByHand(head, base) {
      const headSha = remote.tips.get(head);
      if (headSha === undefined) return;
      const at = scheduler.now;
      const text = { task: null, attempt: null, title: 'mine', body: 'by hand', labels: [], assignees: [] };
      const fixed = {
        state: 'open',
        draft: false,
        mergedSha: null,
        url: null,
        reviews: [],
        checks: [],
      } as const;
      put({ ...text, ...fixed, number: all.size + 1, head, base, headSha, createdAt: at, updatedAt: at });
    },
    connection: (life) =>
      connect({ life, parts, isLocked, asSeen, ci }, { open, update, review, merge, known }),
  };
}

interface Connecting {
  readonly life: Life;
  readonly parts: GitHubParts;
  readonly ci: Ci;
  readonly isLocked: () => boolean;
  readonly asSeen: (isFresh: boolean) => readonly PullRequest[];
}

interface Hands {
  open(draft: NewPullRequest): PullRequest;
  update(number: number, change: PullRequestChange): PullRequest;
  review(number: number, review: PostedReview): PullRequest;
  merge(request: MergeRequest): MergedThere;
  known(number: number): PullRequest;
}

/** As one life of the supervisor speaks to it: answers may be lost, old, or refused. */
function connect({ life, parts, ci, isLocked, asSeen }: Connecting, hands: Hands): Forge {
  const { scheduler, random, weather } = parts;
  let lastTold = -1;
  const call = <T>(what: string, act: () => T): Promise<T> =>
    life.ask(() => {
      if (isLocked()) throw new Fault({ code: 'no-token', what, on: 'GitHub', because: 'it answered 401' });
      if (random.chance(weather.lost / 100)) throw failed(what, 'it answered 502');
      const answer = act();
      if (random.chance(weather.lost / 100)) throw failed(what, 'it answered 502');
      return answer;
    }, CALL_MS);
  const find = (head: string): PullRequest | null => {
    const seen = asSeen(false).filter((pr) => pr.head === head);
    const own = seen.filter((pr) => isOurs(parts, pr));
    const isOpen = ({ state }: PullRequest): boolean => state === 'open';
    return newest(own, head, isOpen) ?? newest(seen, head, isOpen) ?? own.at(-1) ?? null;
  };
  const report = ({ number, headSha }: { readonly number: number; readonly headSha: Sha }) => {
    const pr = asSeen(false).find((one) => one.number === number);
    if (pr?.state !== 'open' || pr.headSha !== headSha) return [];
    const { updatedAt, base } = pr;
    const checks = ci.checksAt(headSha, scheduler.now);
    const said: ForgeReport = {
      number,
      head: headSha,
      updatedAt,
      base,
      mergeable: null,
      checks,
      reviews: [],
    };
    return [said];
  };
  const update = async (number: number, change: PullRequestChange): Promise<PullRequest> => {
    const changed = await call('update', () => hands.update(number, change));
    if (change.state !== 'merged') return shown({ ...changed, headSha: change.headSha ?? changed.headSha });
    for (let waitedMs = 0; waitedMs <= PATIENCE_MS; waitedMs += 1_000) {
      const pr = await call('see a merge', () => hands.known(number));
      if (pr.state === 'merged') return shown(pr);
      await life.wait(1_000);
    }
    throw failed(`#${number}`, 'GitHub does not show it as merged');
  };
  return {
    kind: 'github',
    find: (head) => call('find', () => shownOrNull(find(head))),
    get: (number) => call('get', () => shownOrNull(asSeen(false).find((pr) => pr.number === number) ?? null)),
    list: () =>
      call('list', () =>
        asSeen(true)
          .filter((pr) => isOurs(parts, pr))
          .map(shown),
      ),
    open: (draft) => call('open', () => shown(hands.open(draft))),
    update,
    review: (number, posted) => call('review', () => shown(hands.review(number, posted))),
    restore: null,
    watch: () =>
      call('watch', () => {
        const seen = asSeen(false).filter((pr) => isOurs(parts, pr));
        const newestAt = Math.max(-1, ...seen.map(({ updatedAt }) => updatedAt));
        const isNews = newestAt !== lastTold;
        lastTold = newestAt;
        return { pullRequests: isNews ? seen.map(shown) : [], budget: null };
      }),
    reports: (of) => call('reports', () => of.flatMap(report)),
    merge: (request) => call('merge', () => hands.merge(request)),
  };
}

/** What happens at the forge when branches move. */
function followBranches(
  { scheduler, remote, objects, random }: GitHubParts,
  site: {
    readonly all: ReadonlyMap<number, PullRequest>;
    readonly ci: Ci;
    change(pr: PullRequest, over: Partial<PullRequest>): PullRequest;
  },
): void {
  const open = (): readonly PullRequest[] => [...site.all.values()].filter(({ state }) => state === 'open');
  const seeMerged = (branch: string): void => {
    const tip = remote.tips.get(branch);
    for (const pr of open()) {
      if (tip === undefined || pr.base !== branch || !objects.isAncestor(pr.headSha, tip)) continue;
      const broughtBy = objects.log(null, tip).findLast(({ sha }) => objects.isAncestor(pr.headSha, sha));
      site.change(pr, { state: 'merged', mergedSha: broughtBy?.sha ?? tip });
    }
  };
  remote.onMove(({ branch, after }) => {
    for (const pr of open()) {
      if (pr.head !== branch) continue;
      if (after === null) site.change(pr, { state: 'closed' });
      else {
        site.ci.begin(after, pr.task, scheduler.now);
        site.change(pr, { headSha: after });
      }
    }
    scheduler.after(random.int(0, SEEN_MERGED_MS), () => seeMerged(branch));
  });
}

/** As the button makes it; null: they conflict. */
function mergeCommit(
  { objects, remote, scheduler }: GitHubParts,
  { base, headSha }: PullRequest,
  message: string,
): Sha | null {
  const tip = remote.tips.get(base);
  if (tip === undefined) return null;
  const before = objects.mergeBase(tip, headSha);
  const old = before === null ? new Map<string, string>() : objects.get(before).tree;
  const { tree, conflicts } = mergeTrees(old, objects.get(tip).tree, objects.get(headSha).tree);
  if (conflicts.length > 0) return null;
  return objects.commit({ parents: [tip, headSha], tree, message, at: scheduler.now });
}

function newest(
  all: readonly PullRequest[],
  head: string,
  which: (pr: PullRequest) => boolean,
): PullRequest | null {
  return all.findLast((pr) => pr.head === head && which(pr)) ?? null;
}

function isOurs({ projectId }: GitHubParts, { body }: PullRequest): boolean {
  return body.includes(`<!-- czar:${projectId}/`);
}

/** What was said in it is not told with it. */
function shown(pr: PullRequest): PullRequest {
  return { ...pr, reviews: [] };
}

function shownOrNull(pr: PullRequest | null): PullRequest | null {
  return pr === null ? null : shown(pr);
}

function note(verdict: PostedReview['verdict'], text: string, at: number) {
  return { by: 'czar', at, verdict, text } as const;
}

function failed(on: string, because: string): Fault {
  return new Fault({ code: 'forge-failed', what: 'use GitHub', on, because, transient: true });
}
