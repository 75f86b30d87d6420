import type { AccountLimit } from '../domain/account.ts';
import type { WorkerName } from '../domain/names.ts';
import type { World } from '../domain/world.ts';
import { hashText } from './hash-text.ts';
import { isoTime } from '../domain/iso-time.ts';

/** No limit for so long after the first text that went out again: it is over, although nobody said so. */
const TRIED_MS = 60_000;
const WIDEST_SPREAD_MS = 60_000;
const SPREAD_SHARE = 0.1;

/** The account that a worker's agent uses, also in other projects; null: the config does not know it. Nameless ones are of their kind. */
export function accountOf({ policy }: Pick<World, 'policy'>, worker: WorkerName): string | null {
  const agent = policy.agents.get(policy.workers.get(worker)?.agent ?? '');
  if (agent === undefined) return null;
  return agent.account === 'default' ? `default of ${agent.kind}` : agent.account;
}

/** The usage limit of a worker's account that was met last, over or not. */
export function limitOf(world: World, worker: WorkerName): AccountLimit | null {
  const account = accountOf(world, worker);
  return account === null ? null : (world.ledger.accounts.get(account) ?? null);
}

/** When the limit of a worker's account is over, in epoch milliseconds; null: it is, or there is none. */
export function limitedUntil(world: World, worker: WorkerName): number | null {
  const limit = limitOf(world, worker);
  return limit !== null && isOpen(world, limit) ? limit.until : null;
}

export function isOpen({ now }: World, { until, freedAt }: AccountLimit): boolean {
  return freedAt === null && until > now;
}

/** Over by the clock, but nobody was answered yet. */
export function isTrying({ now }: World, { until, freedAt }: AccountLimit): boolean {
  return freedAt === null && until <= now;
}

/**
 * Why nothing is delivered to this worker now because of its account, or null. After a limit one of them tries first, and the
 * others follow one by one once it was answered.
 */
export function whyAccountWaits(world: World, worker: WorkerName): string | null {
  const limit = limitOf(world, worker);
  if (limit === null) return null;
  if (isOpen(world, limit)) return `its account is limited until ${shownTime(limit.until)}`;
  const trial = isTrying(world, limit) ? trialOf(world, worker, limit) : null;
  if (trial !== null && trial.overAt > world.now)
    return trial.worker === worker
      ? null
      : `the limit of its account may be over: ${trial.worker} tries first`;
  const at = wakeAt(world, worker, limit);
  return at > world.now ? `the limit of its account is over: its turn comes at ${shownTime(at)}` : null;
}

/** Whether a text for this worker would be the first after a limit: of those only one goes out at a time. */
export function isFirstAfterLimit(world: World, worker: WorkerName): boolean {
  const limit = limitOf(world, worker);
  if (limit === null || !isTrying(world, limit)) return false;
  return (trialOf(world, worker, limit)?.overAt ?? 0) <= world.now;
}

/** When a worker's turn comes after a limit, in epoch milliseconds: spread, so that an account is not run into by all at once. */
export function wakeAt(
  { projectId }: Pick<World, 'projectId'>,
  worker: WorkerName,
  limit: AccountLimit,
): number {
  const { saidAt, until, freedAt } = limit;
  const spreadMs = Math.round(Math.min(WIDEST_SPREAD_MS, Math.max(0, until - saidAt) * SPREAD_SHARE));
  return (freedAt ?? until) + (hashText(`${projectId} ${worker} ${until}`) % (spreadMs + 1));
}

export interface Trial {
  readonly worker: WorkerName;
  readonly at: number;
  /** When it counts as answered if it still goes on, and else the next one tries, in epoch milliseconds. */
  readonly overAt: number;
}

/** The newest text that an agent of the same account got after the limit's end, from Czar or from a human. */
export function trialOf(world: World, worker: WorkerName, { until }: AccountLimit): Trial | null {
  const account = accountOf(world, worker);
  const ofAccount = (one: { readonly worker: WorkerName; readonly at: number }): boolean =>
    one.at >= until && accountOf(world, one.worker) === account;
  const tries = triesIn(world).filter(ofAccount);
  if (tries.length === 0) return null;
  const first = tries.reduce((a, b) => (a.at >= b.at ? a : b));
  return { worker: first.worker, at: first.at, overAt: first.at + TRIED_MS };
}

function triesIn({ ledger }: World): readonly { readonly worker: WorkerName; readonly at: number }[] {
  const sent = [...ledger.receipts.values()].filter(({ verdict }) => verdict !== 'refused');
  const sending = [...ledger.open.values()].flatMap(({ action, at }) =>
    action.kind === 'deliver' ? [{ worker: action.worker, at }] : [],
  );
  const turns = [...ledger.workers.values()].flatMap(({ name, agent: { turn } }) =>
    turn === undefined ? [] : [{ worker: name, at: turn.beganAt }],
  );
  return [...sent, ...sending, ...turns];
}

/** To the minute, in UTC. */
function shownTime(at: number): string {
  return `${isoTime(at).slice(11, 16)} UTC`;
}
