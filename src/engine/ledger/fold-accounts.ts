import { newsAt } from '../../domain/account.ts';
import type { FoldPart } from './fold-part.ts';

export const foldAccounts: FoldPart<'account.limited' | 'account.freed'> = {
  'account.limited': (ledger, { account, worker, saidAt, until }) => {
    const known = ledger.accounts.get(account);
    if (known !== undefined && saidAt < newsAt(known)) return;
    ledger.accounts.set(account, { saidAt, until, by: worker, freedAt: null });
  },
  'account.freed': (ledger, { account, freedAt }) => {
    const known = ledger.accounts.get(account);
    if (known !== undefined && freedAt > newsAt(known)) ledger.accounts.set(account, { ...known, freedAt });
  },
};
