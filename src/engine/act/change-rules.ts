import { protectedPaths, ruleChecks, SECRETS_RULE } from '../../decide/change-rules.ts';
import type { Sha } from '../../domain/names.ts';
import { type CheckResult, passes } from '../../domain/pull-request.ts';
import { withoutSecrets } from '../../domain/secrets.ts';
import type { Effect } from './effect.ts';

/** So many commits of one branch are looked at one by one. */
const MOST_COMMITS = 500;

/** What is to be merged into a tip: the merge, and the head whose commits come with it. */
interface Merged {
  readonly tip: Sha;
  readonly head: Sha;
  readonly merge: Sha;
  /** So many commits are looked at one by one; more count as too large. */
  readonly limit?: number;
}

/** What the rules of the config say to exactly this merge. */
export async function lookAtChange(
  effect: Effect,
  { tip, head, merge, limit = MOST_COMMITS }: Merged,
): Promise<{ readonly checks: readonly CheckResult[]; readonly protected: readonly string[] }> {
  const { rules } = effect.now().policy;
  const isAsked = [rules.secrets, rules.docs, rules.changelog].some((level) => level !== 'off');
  if (!isAsked && rules.protected.length === 0) return { checks: [], protected: [] };
  const { history } = effect.parts.repository;
  const patch = await history.patch({ from: tip, to: merge, sinceFork: false });
  const range = { from: tip, to: head, limit };
  const commits = rules.secrets === 'off' ? [] : await history.addedIn(range);
  return { checks: ruleChecks(rules, { patch, commits }), protected: protectedPaths(rules, patch) };
}

/** The secrets that would leave the machine with a branch, where that may not be; null: there are none. */
export async function blockedSecrets(
  effect: Effect,
  { tip, head }: Pick<Merged, 'tip' | 'head'>,
): Promise<CheckResult | null> {
  const { rules } = effect.now().policy;
  if (rules.secrets !== 'block') return null;
  const { history } = effect.parts.repository;
  const patch = await history.patch({ from: tip, to: head, sinceFork: true });
  const commits = await history.addedIn({ from: tip, to: head, limit: MOST_COMMITS });
  const checks = ruleChecks(rules, { patch, commits });
  return checks.find(({ name, verdict }) => name === SECRETS_RULE && !passes(verdict)) ?? null;
}

/** What a check printed is shown to agents, and told to the forge. */
export function masked(checks: readonly CheckResult[]): readonly CheckResult[] {
  return checks.map((check) => ({ ...check, tail: withoutSecrets(check.tail) }));
}
