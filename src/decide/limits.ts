import { newsAt, limitEnd, type AccountLimit } from '../domain/account.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { Note } from '../domain/plan.ts';
import { shortDuration } from '../domain/units.ts';
import type { World } from '../domain/world.ts';
import { accountOf, isTrying, limitOf, trialOf, wakeAt, whyAccountWaits } from './accounts.ts';
import { isoTime } from '../domain/iso-time.ts';
import { earlier, type Rule } from './rule.ts';

const RULE = 'limits';

/**
 * A usage limit that one agent meets is one of its whole account: nothing is delivered to its workers until it is over. Then one of
 * them tries, and once it was answered the others go on.
 */
export const limits: Rule = (world) => {
  const workers = [...world.ledger.workers.values()];
  const notes = [...workers.flatMap((worker) => met(world, worker)), ...freed(world)];
  return {
    notes,
    wakeAt: workers.reduce<number | null>((at, { name }) => earlier(at, nextAt(world, name)), null),
  };
};

/** What a worker's account keeps it from, or null. */
export function explainLimits(world: World, name: WorkerName): string | null {
  const because = whyAccountWaits(world, name);
  const account = accountOf(world, name);
  if (because === null || account === null) return null;
  const by = world.ledger.accounts.get(account)?.by ?? 'another project';
  return `it is told nothing: ${because} (account "${account}", met by ${by})`;
}

/** An agent says that its allowance is used up, and the account is not known to be limited as that says. */
function met(world: World, { name, agent }: WorkerState): readonly Note[] {
  const account = accountOf(world, name);
  if (agent.activity !== 'limited' || account === null) return [];
  const until = agent.limitedUntil ?? limitEnd(agent.since, undefined);
  if (!isNews(limitOf(world, name), { name, saidAt: agent.since, until })) return [];
  return [
    {
      rule: RULE,
      why: `the account "${account}" is limited until ${isoTime(until)}: its workers are told nothing`,
      evidence: [
        {
          source: agent.limitSeen?.at === agent.since ? 'pane' : 'event',
          at: agent.since,
          says: `${name} met its usage limit`,
          expiresAt: until,
        },
      ],
      facts: [{ type: 'account.limited', account, worker: name, saidAt: agent.since, until }],
    },
  ];
}

function isNews(
  known: AccountLimit | null,
  { name, saidAt, until }: { readonly name: WorkerName; readonly saidAt: number; readonly until: number },
): boolean {
  if (known === null) return true;
  if (known.freedAt !== null) return saidAt > newsAt(known);
  const corrects = known.by === name && known.saidAt === saidAt;
  return (corrects || saidAt > known.saidAt) && known.until !== until;
}

function freed(world: World): readonly Note[] {
  return [...world.ledger.accounts].flatMap(([account, limit]) => {
    const [note] = [...world.ledger.workers.values()]
      .filter(({ name }) => accountOf(world, name) === account)
      .flatMap((worker) => answered(world, worker, { account, limit }));
    return note ?? [];
  });
}

function answered(
  world: World,
  worker: WorkerState,
  { account, limit }: { readonly account: string; readonly limit: AccountLimit },
): readonly Note[] {
  const says = limit.freedAt === null ? whyAnswered(world, worker, limit) : null;
  if (says === null) return [];
  const freedAt = Math.max(world.now, limit.saidAt + 1);
  return [
    {
      rule: RULE,
      why: `the limit of the account "${account}" is over: ${says}`,
      evidence: [{ source: 'event', at: worker.agent.since, says }],
      facts: [{ type: 'account.freed', account, worker: worker.name, freedAt }],
    },
  ];
}

/** A turn that began after the limit was met ended well, or the one that tries goes on for long without meeting it again. */
function whyAnswered(
  world: World,
  { name, agent, generation }: WorkerState,
  limit: AccountLimit,
): string | null {
  const { turn, activity } = agent;
  if (turn !== undefined && turn.beganAt > limit.saidAt && turn.end?.how === 'well')
    return `${name} was answered`;
  const trial = isTrying(world, limit) ? trialOf(world, name, limit) : null;
  if (trial?.worker !== name || trial.overAt > world.now || generation === null) return null;
  if (activity === 'limited' || turn?.end?.how === 'error') return null;
  return `${name} goes on for ${shortDuration(world.now - trial.at)}`;
}

/** When the clock brings something new for a worker of a limited account. */
function nextAt(world: World, name: WorkerName): number | null {
  const limit = limitOf(world, name);
  if (limit === null) return null;
  const trial = isTrying(world, limit) ? trialOf(world, name, limit) : null;
  const times = [
    limit.freedAt === null ? limit.until : null,
    wakeAt(world, name, limit),
    trial?.overAt ?? null,
  ];
  return times
    .filter((at) => at !== null && at > world.now)
    .reduce<number | null>((soonest, at) => earlier(soonest, at), null);
}
