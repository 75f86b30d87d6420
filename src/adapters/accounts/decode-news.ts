import { z } from 'zod';
import type { AccountNews } from '../../domain/account.ts';
import { jsonIn } from '../files/json-in.ts';

const time = z.int().nonnegative();
const newsFile = z.object({
  v: z.literal(1),
  account: z.string(),
  saidAt: time,
  until: time,
  freedAt: time.nullable(),
});

/** Null: it is no news of this account. */
export function decodeNews(text: string, account: string): AccountNews | null {
  const found = newsFile.safeParse(jsonIn(text));
  if (!found.success || found.data.account !== account) return null;
  const { saidAt, until, freedAt } = found.data;
  return { saidAt, until, freedAt };
}

export function newsText(account: string, { saidAt, until, freedAt }: AccountNews): string {
  return `${JSON.stringify({ v: 1, account, saidAt, until, freedAt })}\n`;
}
