import { Fault } from '../../../src/domain/fault.ts';
import type { Reviewer } from '../../../src/ports/reviewer.ts';
import type { Life } from '../life.ts';
import type { Random } from '../random.ts';

/** A reviewer who outlives the supervisor, has moods, and approves most things in the end. */
export interface Desk {
  /** Heads that it approved. */
  readonly approved: ReadonlySet<string>;
  /** How often it was asked about each head. */
  readonly asked: ReadonlyMap<string, number>;
  reviewer(life: Life): Reviewer;
}

const MOST_MS = 120_000;
/** Of one without moods. */
const FAIR_MS = 5_000;

/** `criticised`: it has no moods, and finds something once in each of these tasks. */
export function reviewDesk(random: Random, criticised: readonly string[] | null = null): Desk {
  const approved = new Set<string>();
  const asked = new Map<string, number>();
  const firstOf = new Map<string, string>();
  const finding = { file: 'a.txt', line: 1, severity: 'major', reason: 'LGTM, but not quite' } as const;
  const judgeFairly = (task: string, head: string): Awaited<ReturnType<Reviewer['review']>> => {
    const first = firstOf.get(task) ?? head;
    firstOf.set(task, first);
    if (criticised?.includes(task) === true && first === head)
      return { judgement: { verdict: 'changes', findings: [finding] }, by: 'model' };
    approved.add(head);
    return { judgement: { verdict: 'approve', findings: [] }, by: 'model' };
  };
  const judge = (head: string, task: string): Awaited<ReturnType<Reviewer['review']>> => {
    asked.set(head, (asked.get(head) ?? 0) + 1);
    if (criticised !== null) return judgeFairly(task, head);
    if (random.chance(0.05)) throw failed('it answered 503');
    if (random.chance(0.03))
      return { judgement: null, because: 'there is no JSON object in it', by: 'model' };
    if (random.chance(0.25)) {
      return { judgement: { verdict: 'changes', findings: [finding] }, by: 'model' };
    }
    approved.add(head);
    return { judgement: { verdict: 'approve', findings: [] }, by: 'model' };
  };
  return {
    approved,
    asked,
    reviewer: (life) => ({
      async review({ commit, about }, { signal }) {
        await life.wait(random.int(500, criticised === null ? MOST_MS : FAIR_MS));
        if (signal.aborted) throw failed('it was called off');
        return life.ask(() => judge(commit, String(about['task'])));
      },
    }),
  };
}

function failed(because: string): Fault {
  return new Fault({
    code: 'review-failed',
    what: 'review a change',
    on: 'the reviewer',
    because,
    transient: true,
  });
}
