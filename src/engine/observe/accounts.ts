import { accountOf } from '../../decide/accounts.ts';
import { type AccountLimit, type AccountNews, newsAt } from '../../domain/account.ts';
import type { Fact } from '../../domain/facts.ts';
import type { Core } from '../core.ts';

/** Takes over what other projects know of the limits of this project's accounts, and tells them what is known here. */
export async function observeAccounts(core: Core): Promise<void> {
  const { parts, book } = core;
  const now = parts.clock.now();
  const { news, reports } = await parts.accounts.exchange(knownHere(core), now);
  for (const report of reports) parts.log.warn({}, report);
  const facts = [...news].flatMap(([account, told]) =>
    factsOf(account, { told, known: book.ledger.accounts.get(account) ?? null }, now),
  );
  if (facts.length > 0) await book.write([{ type: 'observed', at: parts.clock.now(), facts }]);
}

function knownHere(core: Core): ReadonlyMap<string, AccountNews | null> {
  const world = core.world();
  const accounts = [...world.policy.workers.keys()].map((worker) => accountOf(world, worker));
  return new Map(
    accounts
      .filter((account) => account !== null)
      .map((account) => [account, world.ledger.accounts.get(account) ?? null]),
  );
}

/** A limit that is over anyway is no news; that one is over says something about one that is known. */
function factsOf(
  account: string,
  { told, known }: { readonly told: AccountNews; readonly known: AccountLimit | null },
  now: number,
): readonly Fact[] {
  const { saidAt, until, freedAt } = told;
  if (freedAt === null)
    return until > now ? [{ type: 'account.limited', account, worker: null, saidAt, until }] : [];
  const isNews = known !== null && known.freedAt === null && freedAt > newsAt(known);
  return isNews ? [{ type: 'account.freed', account, worker: null, freedAt }] : [];
}
