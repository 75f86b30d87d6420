import type { Batch, FinishedWork } from '../../domain/batch.ts';
import type { Fact } from '../../domain/facts.ts';
import type { Sha } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { Check } from '../../domain/policy.ts';
import type { CheckResult, GateVerdict } from '../../domain/pull-request.ts';
import type { Done, Effect } from './effect.ts';
import { lookAtChange } from './change-rules.ts';
import { outdatedStart } from './start.ts';
import { computeMerge } from './task-note.ts';
import { allPass, checksToRun, tellChecks, testCommit } from './test-commit.ts';

type Gate = ActionOf<'gate'>;
type Found = Pick<GateVerdict, 'verdict' | 'merge' | 'checks' | 'conflicts' | 'outdated'>;

/** With what the rules of the config say to it. */
type Member = Batch['members'][number] & { readonly rules: readonly CheckResult[] };

/** What came of a batch: what was found of some work alone, and of the rest together. */
export interface Together {
  readonly alone: readonly (FinishedWork & { readonly found: Found })[];
  readonly tested: Sha;
  readonly members: readonly Member[];
  readonly checks: readonly CheckResult[];
}

/**
 * Merges one judged head on top of the other, and tests the last merge. What does not merge on top of the others, or is against a
 * rule, is left out, and tested when they are merged; only on the tip itself that is held against it. Null: the first one changes
 * what needs a human, and is tested alone.
 */
export async function testTogether(effect: Effect<Gate>): Promise<Together | null> {
  const { task, attempt, head, tip, with: others = [] } = effect.action;
  const alone: Together['alone'][number][] = [];
  const members: Member[] = [];
  let tested = tip;
  for (const one of [{ task, attempt, head }, ...others]) {
    const part = await partOf(effect, one, tested);
    if (part === 'protected') {
      if (one.task === task) return null;
    } else if ('rules' in part) {
      members.push({ ...one, ...part });
      tested = part.merge;
    } else if (tested === tip) alone.push({ ...one, found: part });
  }
  if (members.length === 0) return { alone, tested, members, checks: [] };
  await effect.step([{ type: 'task.testing', task, testing: { head, tip, merge: tested } }]);
  const checks = await testCommit(effect, tested, checksOfAll(effect, members));
  return { alone, tested, members, checks };
}

/** Journals what was found, and tells the forge of each. */
export async function concludeTogether(
  effect: Effect<Gate>,
  together: Together,
  time: { readonly at: number; readonly ms: number },
): Promise<Done> {
  const verdicts = verdictsOf(effect.action, together, time);
  await effect.step([...verdicts, ...failedFacts(effect.action, together)]);
  const told: Fact[] = [];
  for (const { task, gate } of verdicts) told.push(...(await tellChecks(effect, task, gate.checks)));
  return { says: saysOf(together), facts: told };
}

async function partOf(
  effect: Effect<Gate>,
  one: FinishedWork,
  tip: Sha,
): Promise<Found | Pick<Member, 'merge' | 'rules'> | 'protected'> {
  const outdated = await outdatedStart(effect, { ...one, tip });
  if (outdated !== null) return { ...NOTHING, verdict: 'conflict', outdated };
  const result = await computeMerge(effect, one, tip);
  if (result.result === 'conflict') return { ...NOTHING, verdict: 'conflict', conflicts: result.files };
  if (result.result === 'no-change') return { ...NOTHING, verdict: 'no-change' };
  const { commit: merge } = result;
  const rules = await lookAtChange(effect, { tip, head: one.head, merge });
  if (!allPass(rules.checks)) return { ...NOTHING, verdict: 'failed', merge, checks: rules.checks };
  return rules.protected.length > 0 ? 'protected' : { merge, rules: rules.checks };
}

const NOTHING = { merge: null, checks: [], conflicts: [] } as const;

/** Those of the project, and each that only some of them have, once. */
function checksOfAll(effect: Effect, members: readonly Member[]): readonly Check[] {
  const all = members.flatMap(({ task }) => checksToRun(effect, task));
  return [...new Map(all.map((check) => [`${check.name}\n${check.run}`, check])).values()];
}

type Gated = Extract<Fact, { type: 'task.gated' }>;

/** A failure of several says nothing of any of them. One that was left alone was tested as always. */
function verdictsOf(
  { tip }: Gate,
  { alone, members, tested, checks }: Together,
  { at, ms }: { readonly at: number; readonly ms: number },
): readonly Gated[] {
  const found = alone.map(({ task, head, found: its }): Gated => {
    return { type: 'task.gated', task, gate: { head, tip, at, ms: 0, ...its } };
  });
  const isBatch = members.length > 1;
  if (isBatch && !allPass(checks)) return found;
  const told = isBatch ? checks.map((check) => ({ ...check, at: tested })) : checks;
  const batch = { tested, members: members.map(({ rules: _, ...member }) => member) };
  const verdict = allPass(checks) ? 'passed' : 'failed';
  const common = { tip, verdict, conflicts: [], at, ms: Math.round(ms / members.length) } as const;
  const passed = members.map(({ task, head, merge, rules }): Gated => {
    const gate = { ...common, head, merge, checks: [...rules, ...told], ...(isBatch ? { batch } : {}) };
    return { type: 'task.gated', task, gate };
  });
  return [...found, ...passed];
}

function failedFacts({ tip }: Gate, { members, tested, checks }: Together): readonly Fact[] {
  const [first] = members;
  if (first === undefined || members.length < 2 || allPass(checks)) return [];
  return [
    {
      type: 'batch.failed',
      task: first.task,
      suspects: members.map(({ task, attempt, head }) => ({ task, attempt, head })),
      tip,
      tested,
      checks: failedNames(checks),
    },
  ];
}

function failedNames(checks: readonly CheckResult[]): readonly string[] {
  return checks
    .filter(({ verdict }) => verdict === 'failed' || verdict === 'timed-out')
    .map(({ name }) => name);
}

function saysOf({ alone, members, tested, checks }: Together): string {
  const names = members.map(({ task }) => task).join(', ');
  const apart = alone.map(({ task, found }) => `${task}: ${found.verdict}`);
  if (members.length === 0) return apart.join('; ');
  const failed = failedNames(checks);
  const says = failed.length === 0 ? 'passed' : `failed (${failed.join(', ')})`;
  const where = members.length === 1 ? '' : ` together at ${tested.slice(0, 8)}`;
  return [`${names}: ${says}${where}`, ...apart].join('; ');
}
