import { Fault } from '../../../../src/domain/fault.ts';
import type { PullRequest } from '../../../../src/domain/pull-request.ts';
import type { Clock } from '../../../../src/ports/clock.ts';
import type { Forge } from '../../../../src/ports/forge.ts';

export interface FakeForge extends Forge {
  readonly all: Map<number, PullRequest>;
  readonly comments: string[];
  kind: Forge['kind'];
  watch: Forge['watch'];
  reports: Forge['reports'];
  merge: Forge['merge'];
  keepIssue?: NonNullable<Forge['keepIssue']>;
  /** Every change fails. */
  broken: boolean;
}

export function fakeForge(clock: Clock): FakeForge {
  const all = new Map<number, PullRequest>();
  const forge: FakeForge = {
    all,
    comments: [],
    broken: false,
    kind: 'local',
    find: async (head) => {
      const mine = [...all.values()].filter((pr) => pr.head === head);
      return mine.find(({ state }) => state === 'open') ?? mine.at(-1) ?? null;
    },
    get: async (number) => all.get(number) ?? null,
    list: async () => [...all.values()],
    open: async (draft) => {
      const at = clock.now();
      const made = { reviews: [], checks: [], mergedSha: null, url: null, createdAt: at, updatedAt: at };
      const pr: PullRequest = { ...draft, ...made, number: all.size + 1, state: 'open' };
      all.set(pr.number, pr);
      return pr;
    },
    update: async (number, { comment, ...change }) => {
      const old = all.get(number);
      if (forge.broken || old === undefined) throw broken(number);
      if (comment !== undefined) forge.comments.push(comment);
      const pr = { ...old, ...change };
      all.set(number, pr);
      return pr;
    },
    review: async (number, { verdict, text, mark }) => {
      const old = all.get(number);
      if (forge.broken || old === undefined) throw broken(number);
      const note = { by: 'czar', at: clock.now(), verdict, text: `${text}\n${mark}` };
      const isThere = old.reviews.some((one) => one.text.includes(mark));
      const pr = isThere ? old : { ...old, reviews: [...old.reviews, note] };
      all.set(number, pr);
      return pr;
    },
    watch: null,
    reports: null,
    merge: null,
    restore: async (lost) => {
      all.set(lost.number, all.get(lost.number) ?? lost);
      return lost;
    },
  };
  return forge;
}

function broken(number: number): Fault {
  return new Fault({ code: 'forge-failed', what: 'update', on: `#${number}`, because: 'it is broken' });
}
