import type { AgentEvent } from '../../src/domain/agent-event.ts';
import type { Random } from './random.ts';

/** An allowance that is used up for a while. Times are milliseconds since the beginning. */
export interface UsedUp {
  readonly account: string;
  readonly afterMs: number;
  readonly lastMs: number;
  /** Its words say when it ends. */
  readonly saysWhen: boolean;
}

/** What the services behind the agents do in a world. */
export interface Weather {
  readonly usedUp: readonly UsedUp[];
  /** Limits that agents of another project meet. */
  readonly elsewhere: readonly UsedUp[];
  /** So many turns of each worker may end by an error, each with this probability. */
  readonly errors: { readonly most: number; readonly chance: number };
}

export const FAIR: Weather = { usedUp: [], elsewhere: [], errors: { most: 0, chance: 0 } };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function drawWeather(random: Random, accounts: readonly string[]): Weather {
  const draw = (count: number): readonly UsedUp[] =>
    Array.from({ length: count }, () => ({
      account: random.pick(accounts),
      afterMs: random.int(0, 40 * MINUTE_MS),
      lastMs: random.pick([20_000, 5 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS]),
      saysWhen: random.chance(0.7),
    }));
  return {
    usedUp: draw(random.int(0, 3)),
    elsewhere: draw(random.chance(0.3) ? 1 : 0),
    errors: { most: random.pick([0, 0, 1, 3, 8]), chance: random.pick([0.1, 0.5, 1]) },
  };
}

/** What an agent of an account is told instead of an answer. */
export interface Service {
  /** When it asks for the first time in a turn; null: it is answered. */
  atStart(worker: string, account: string): Said | null;
  /** Later in the turn. */
  midway(account: string): Said | null;
}

export type Said = Omit<AgentEvent, 'at'>;

/** A turn that ends by what the service said. */
export class CutShort extends Error {
  readonly said: Said;
  constructor(said: Said) {
    super(said.event);
    this.said = said;
  }
}

export function openService(
  { usedUp, errors }: Weather,
  { random, now }: { readonly random: Random; readonly now: () => number },
): Service {
  const startedAt = now();
  const failed = new Map<string, number>();
  const limit = (account: string): Said | null => {
    const at = now() - startedAt;
    const found = usedUp.find(
      (one) => one.account === account && one.afterMs <= at && at < one.afterMs + one.lastMs,
    );
    if (found === undefined) return null;
    const resetAt = startedAt + found.afterMs + found.lastMs;
    return {
      event: 'limit',
      text: 'You have hit your limit',
      ...(found.saysWhen ? { data: { resetAt } } : {}),
    };
  };
  const error = (worker: string): Said | null => {
    const count = failed.get(worker) ?? 0;
    if (count >= errors.most || !random.chance(errors.chance)) return null;
    failed.set(worker, count + 1);
    const kind = random.pick(['overloaded', 'overloaded', 'network', 'other', 'login'] as const);
    return { event: 'error', text: 'API Error', data: { error: kind } };
  };
  return {
    atStart: (worker, account) => limit(account) ?? error(worker),
    midway: limit,
  };
}
