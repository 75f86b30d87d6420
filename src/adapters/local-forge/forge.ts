import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { PullRequest, ReviewNote } from '../../domain/pull-request.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Forge, NewPullRequest, PostedReview, PullRequestChange } from '../../ports/forge.ts';
import { messageOf } from '../files/error-code.ts';
import { namesIn } from '../files/names-in.ts';
import { replaceFile } from '../files/replace-file.ts';
import { decodePullRequest } from './decode-pull-request.ts';

/** Pull requests as files `<dir>/<number>.json`, for projects without a forge. Numbers ascend and are never used twice. */
export function localForge(options: { readonly dir: string; readonly clock: Clock }): Forge {
  const { dir, clock } = options;
  let last: Promise<unknown> = Promise.resolve();
  /** One change at a time: looking for a pull request and creating it are one step. */
  const inTurn = <T>(change: () => Promise<T>): Promise<T> => {
    const result = last.then(change, change);
    last = result.catch((error: unknown) => error);
    return result;
  };
  return {
    kind: 'local',
    find: async (head) => findIn(await readAll(dir), head),
    get: async (number) => (await readAll(dir)).find((pr) => pr.number === number) ?? null,
    list: () => readAll(dir),
    open: (draft) => inTurn(() => open(dir, draft, clock.now())),
    update: (number, change) => inTurn(() => update(dir, { number, change, now: clock.now() })),
    review: (number, review) =>
      inTurn(async () => {
        const change = { number, now: clock.now() };
        const { reviews } = await update(dir, { ...change, change: {} });
        const isThere = reviews.some(({ text }) => text.includes(review.mark));
        return update(dir, {
          ...change,
          change: isThere ? {} : { reviews: [...reviews, noted(review, change.now)] },
        });
      }),
    watch: null,
    reports: null,
    merge: null,
    restore: (lost) => inTurn(() => restore(dir, lost)),
  };
}

function noted({ verdict, text, mark }: PostedReview, at: number): ReviewNote {
  return { by: 'czar', at, verdict, text: `${text}\n\n${mark}` };
}

function findIn(all: readonly PullRequest[], head: string): PullRequest | null {
  const ofHead = all.filter((pr) => pr.head === head);
  return ofHead.find((pr) => pr.state === 'open') ?? ofHead.at(-1) ?? null;
}

async function open(dir: string, draft: NewPullRequest, now: number): Promise<PullRequest> {
  const all = await readAll(dir);
  const found = findIn(all, draft.head);
  if (found !== null && found.state === 'open') return found;
  const pr: PullRequest = {
    ...draft,
    number: Math.max(0, ...all.map(({ number }) => number)) + 1,
    state: 'open',
    reviews: [],
    checks: [],
    mergedSha: null,
    url: null,
    createdAt: now,
    updatedAt: now,
  };
  await write(dir, pr);
  return pr;
}

async function restore(dir: string, lost: PullRequest): Promise<PullRequest> {
  const there = (await readAll(dir)).find(({ number }) => number === lost.number);
  if (there === undefined) await write(dir, lost);
  return there ?? lost;
}

async function update(
  dir: string,
  {
    number,
    change,
    now,
  }: { readonly number: number; readonly change: PullRequestChange; readonly now: number },
): Promise<PullRequest> {
  const { comment, ...fields } = change;
  const old = (await readAll(dir)).find((pr) => pr.number === number);
  if (old === undefined)
    throw fault('update a pull request', join(dir, fileName(number)), 'there is no such file');
  const reviews = fields.reviews ?? old.reviews;
  const isNew = comment !== undefined && !reviews.some(({ text }) => text === comment);
  const said = isNew ? [{ by: 'czar', at: now, verdict: 'comment' as const, text: comment }] : [];
  const pr: PullRequest = { ...old, ...fields, reviews: [...reviews, ...said], updatedAt: now };
  await write(dir, pr);
  return pr;
}

/** In the order of their numbers. */
async function readAll(dir: string): Promise<readonly PullRequest[]> {
  const names = (await attempt('list pull requests', dir, () => namesIn(dir))).filter((name) =>
    /^[1-9]\d{0,8}\.json$/.test(name),
  );
  const all = await Promise.all(names.map((name) => read(join(dir, name))));
  return all.sort((a, b) => a.number - b.number);
}

function read(file: string): Promise<PullRequest> {
  return attempt('read a pull request', file, async () => decodePullRequest(await readFile(file, 'utf8')));
}

function fileName(number: number): string {
  return `${number}.json`;
}

async function write(dir: string, pr: PullRequest): Promise<void> {
  const file = join(dir, fileName(pr.number));
  await attempt('write a pull request', file, async () => {
    await mkdir(dir, { recursive: true });
    await replaceFile(file, `${JSON.stringify(pr, null, 2)}\n`);
  });
}

async function attempt<T>(what: string, on: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fault(what, on, error);
  }
}

function fault(what: string, on: string, cause: unknown): Fault {
  return new Fault({ code: 'forge-failed', what, on, because: messageOf(cause) }, cause);
}
