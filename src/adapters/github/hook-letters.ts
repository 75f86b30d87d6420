import { createHash } from 'node:crypto';
import { Webhooks } from '@octokit/webhooks';
import type { HookRefusal } from '../../domain/webhook.ts';
import { decodeHook } from './decode-hook.ts';

/** One call of GitHub as it came in. */
export interface HookLetter {
  /** Header `X-GitHub-Delivery`. */
  readonly delivery: string;
  /** Header `X-Hub-Signature-256`. */
  readonly signature: string;
  readonly body: string;
}

export interface HookLetters {
  /**
   * Null: it is genuine, new, and about this repository. `idle`: so it is, and it tells of nothing that happened at any time, as a
   * call does that only tries the connection.
   */
  judge(letter: HookLetter): Promise<HookRefusal | 'idle' | null>;
}

/** A genuine letter says when what it tells of happened; older ones were kept and sent again by somebody else. */
const WINDOW_MS = 15 * 60_000;
const MOST_REMEMBERED = 10_000;

/**
 * The signature proves who wrote the body, and nothing more: the id of a delivery is outside of it. So bodies are remembered as well
 * as ids, longer than what they tell of may be old. Nothing of that outlasts the program, and need not: what happened before these
 * letters were opened is looked up without being told, so a letter about it is refused, also one that an earlier program heard.
 */
export function openHookLetters(options: {
  readonly secret: string;
  readonly owner: string;
  readonly name: string;
  readonly now: () => number;
}): HookLetters {
  const hooks = new Webhooks({ secret: options.secret });
  const repository = `${options.owner}/${options.name}`.toLowerCase();
  const seen = new Set<string>();
  const openedAt = options.now();
  const isNew = (key: string): boolean => {
    if (seen.has(key)) return false;
    seen.add(key);
    const [oldest] = seen;
    if (seen.size > MOST_REMEMBERED && oldest !== undefined) seen.delete(oldest);
    return true;
  };
  return {
    async judge({ delivery, signature, body }) {
      if (!/^[\w-]{8,64}$/.test(delivery) || !/^sha256=[0-9a-f]{64}$/.test(signature)) return 'forged';
      if (!(await hooks.verify(body, signature))) return 'forged';
      const told = decodeHook(body);
      if (told === null) return 'malformed';
      if (told.repository?.toLowerCase() !== repository) return 'other-repository';
      const hash = createHash('sha256').update(body).digest('hex');
      const isFirst = [isNew(`id ${delivery}`), isNew(`body ${hash}`)].every(Boolean);
      if (!isFirst) return 'replayed';
      if (told.at === null) return 'idle';
      const isOld = told.at < openedAt || Math.abs(options.now() - told.at) > WINDOW_MS;
      return isOld ? 'outdated' : null;
    },
  };
}
