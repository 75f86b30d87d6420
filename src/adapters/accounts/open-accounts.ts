import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { type AccountNews, compareNews } from '../../domain/account.ts';
import type { Accounts, Exchanged } from '../../ports/accounts.ts';
import { messageOf } from '../files/error-code.ts';
import { readInside } from '../files/read-inside.ts';
import { replaceFile } from '../files/replace-file.ts';
import { watchFolders } from '../files/watch-folders.ts';
import { decodeNews, newsText } from './decode-news.ts';

const maxBytes = 4_096;
const longestName = 100;

/** One small file per account in `dir`, which all projects of a user share. Two that write at once tell the same in the next exchange. */
export function openAccounts(dir: string): Accounts {
  const listeners: (() => void)[] = [];
  const told = new Set<string>();
  const watches = watchFolders((_, name) => {
    if (name?.endsWith('.tmp') !== true) for (const listener of listeners) listener();
  });
  return {
    async exchange(known, now) {
      const { news, reports } = await exchanged(dir, known, now);
      const deaf = await watches.see(dir).catch((error: unknown) => messageOf(error));
      const fresh = [...reports, ...(deaf === null ? [] : [deaf])].filter((report) => !told.has(report));
      for (const report of fresh) told.add(report);
      return { news, reports: fresh };
    },
    onHint: (listener) => void listeners.push(listener),
    async close() {
      watches.close();
    },
  };
}

async function exchanged(
  dir: string,
  known: ReadonlyMap<string, AccountNews | null>,
  now: number,
): Promise<Exchanged> {
  const news = new Map<string, AccountNews>();
  const reports: string[] = [];
  for (const [account, here] of known) {
    try {
      const there = await readNews(dir, account);
      const verdict = compareNews({ here, there: there.news }, now);
      if (verdict === 'take' && there.news !== null) news.set(account, there.news);
      if (verdict === 'tell' && here !== null) await writeNews(dir, account, here);
      if (there.problem !== null) reports.push(there.problem);
    } catch (error) {
      reports.push(
        `the limit of the account "${account}" is not shared with other projects: ${messageOf(error)}`,
      );
    }
  }
  return { news, reports };
}

interface Found {
  readonly news: AccountNews | null;
  readonly problem: string | null;
}

async function readNews(dir: string, account: string): Promise<Found> {
  const path = join(dir, fileOf(account));
  const root = await realDir(dir);
  const found = await readInside({ root, path, maxBytes });
  if (found.state === 'refused') return { news: null, problem: `${path} is not read: ${found.because}` };
  if (found.state !== 'read') return { news: null, problem: null };
  const news = decodeNews(found.bytes.toString('utf8'), account);
  return { news, problem: news === null ? `${path} says nothing of "${account}" that can be read` : null };
}

async function writeNews(dir: string, account: string, news: AccountNews): Promise<void> {
  await replaceFile(join(dir, fileOf(account)), newsText(account, news));
}

async function realDir(dir: string): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  return realpath(dir);
}

/** Any name may be configured: what is no plain short name, in small letters, is known by its hash. */
function fileOf(account: string): string {
  const isPlain = /^[a-z0-9][a-z0-9 ._-]*$/.test(account) && account.length <= longestName;
  const name = isPlain ? account : createHash('sha256').update(account).digest('hex');
  return `${name}.json`;
}
