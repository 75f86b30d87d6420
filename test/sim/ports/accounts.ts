import { type AccountNews, compareNews } from '../../../src/domain/account.ts';
import type { Accounts } from '../../../src/ports/accounts.ts';
import type { Life } from '../life.ts';

/** What all projects of one machine told each other, and a hand that tells as another project would. */
export interface AccountBoard {
  accounts(life: Life): Accounts;
  tell(account: string, news: AccountNews): void;
}

export function accountBoard(hears: () => boolean = () => true): AccountBoard {
  const told = new Map<string, AccountNews>();
  const listeners: { readonly life: Life; readonly call: () => void }[] = [];
  const tell = (account: string, news: AccountNews): void => {
    told.set(account, news);
    for (const { life, call } of listeners) if (hears()) life.tell(call);
  };
  return {
    tell,
    accounts: (life) => ({
      exchange: (known, now) =>
        life.ask(() => {
          const news = new Map<string, AccountNews>();
          for (const [account, here] of known) {
            const there = told.get(account) ?? null;
            const verdict = compareNews({ here, there }, now);
            if (verdict === 'take' && there !== null) news.set(account, there);
            if (verdict === 'tell' && here !== null) {
              const { saidAt, until, freedAt } = here;
              tell(account, { saidAt, until, freedAt });
            }
          }
          return { news, reports: [] };
        }),
      onHint: (call) => void listeners.push({ life, call }),
      close: async () => {},
    }),
  };
}
