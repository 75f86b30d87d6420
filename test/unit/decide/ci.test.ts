import { describe, expect, test } from 'vitest';
import { answerHold } from '../../../src/decide/forge-holds.ts';
import { forgeFindings, foundAtForge, headsToAsk } from '../../../src/decide/forge-findings.ts';
import { forgeWatch } from '../../../src/decide/forge-watch.ts';
import { explainMerging, merging } from '../../../src/decide/merging.ts';
import { standing } from '../../../src/decide/standing.ts';
import type { ForgeEvidence, ForgeReview } from '../../../src/domain/forge-report.ts';
import type { TaskState } from '../../../src/domain/ledger.ts';
import type { CiPolicy } from '../../../src/domain/policy.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, factsOf, folded } from '../../support/folded.ts';
import {
  aForgeCheck,
  anAttempt,
  aPullRequest,
  aTask,
  INTEGRATION_TIP,
  NOON,
  someEvidence,
} from '../../support/ledger-parts.ts';
import { aPolicy } from '../../support/policy.ts';
import { aWorld } from '../../support/world.ts';

const MINUTE_MS = 60_000;

function aReview(id: number, over: Partial<ForgeReview> = {}): ForgeReview {
  const said = { by: 'anna', at: NOON - 1, text: 'Rename it', comments: [] } as const;
  return { id, verdict: 'changes-requested', head: 'head1', ...said, ...over };
}

interface Given {
  readonly evidence?: Partial<ForgeEvidence> | null;
  readonly ci?: Partial<CiPolicy>;
  readonly task?: Partial<TaskState>;
  readonly lookedAt?: number;
  readonly forge?: World['forge'];
}

/** Task `a` passed its gates; its pull request 4 was looked at. */
function world({ evidence = {}, ci, task, lookedAt = NOON, forge = 'github' }: Given = {}): World {
  const gate = { head: 'head1', tip: INTEGRATION_TIP, merge: 'merge1', verdict: 'passed' } as const;
  const a = aTask('a', {
    stage: 'complete',
    phase: 'gating',
    worker: 'w1',
    pullRequest: 4,
    attempt: anAttempt({ judged: 'head1', tip: 'head1' }),
    gate: { ...gate, checks: [], conflicts: [], at: NOON - 1, ms: 1 },
    ...task,
  });
  const pr = aPullRequest(4, { task: 'a' });
  const atForge = evidence === null ? {} : { atForge: someEvidence(4, evidence) };
  const policy = aPolicy();
  const watch = { triedAt: lookedAt, newsAt: null, failed: 0, because: null, budget: null };
  return folded(
    aWorld({
      policy: aPolicy({ ci: { ...policy.ci, ...ci } }),
      tasks: [a],
      pullRequests: [{ ...pr, ...atForge }],
      ledger: { forge: watch },
      world: { forge },
    }),
  );
}

function merges(at: World): boolean {
  return (merging(at).actions ?? []).some(({ kind }) => kind === 'merge');
}

function asked(at: World): readonly string[] {
  return factsOf(merging, at).flatMap((fact) =>
    fact.type === 'question.asked' ? [`${fact.question.topic}: ${fact.question.text}`] : [],
  );
}

describe('Work that passed its gates is merged', () => {
  const passed = { checks: [aForgeCheck('passed')] };
  test.each<[string, Given, boolean]>([
    ['when its checks at GitHub passed', { evidence: passed }, true],
    ['not before its head was looked at', { evidence: null }, false],
    [
      'not while a check is pending',
      { evidence: { checks: [aForgeCheck('pending'), aForgeCheck('passed')] } },
      false,
    ],
    ['not while a check may still appear', {}, false],
    ['when none appeared in time', { evidence: { since: NOON - 3 * MINUTE_MS } }, true],
    [
      'not when the last look was before that',
      { evidence: { since: NOON - 3 * MINUTE_MS }, lookedAt: NOON - 1 },
      false,
    ],
    ['not for checks of another head', { evidence: { ...passed, head: 'older' } }, false],
    ['not when a check failed', { evidence: { checks: [aForgeCheck('failed')] } }, false],
    ['when checks are not waited for', { evidence: null, ci: { wait: 'off' } }, true],
    ['when the forge is local', { evidence: null, forge: 'local' }, true],
    ['when a human said so', { evidence: { checks: [aForgeCheck('pending')], waived: true } }, true],
    ['not when somebody pointed it elsewhere', { evidence: { ...passed, base: 'main' } }, false],
    ['not when somebody asks for changes', { evidence: { ...passed, reviews: [aReview(1)] } }, false],
    [
      'when they asked at an earlier head',
      { evidence: { ...passed, reviews: [aReview(1, { head: 'older' })] }, task: { reviewsTold: [1] } },
      true,
    ],
    ['when they approve', { evidence: { ...passed, reviews: [aReview(1, { verdict: 'approved' })] } }, true],
  ])('%s', (_, given, isMerged) => {
    expect(merges(world(given))).toBe(isMerged);
  });

  test('and why it is not is told', () => {
    expect(explainMerging(world({ evidence: { checks: [aForgeCheck('pending')] } }), 'a')).toBe(
      '#4 passed in the gates; GitHub: check "build" still to come',
    );
  });

  test('and it is tested no more meanwhile, and once more when the tip moved', () => {
    const pending = { checks: [aForgeCheck('pending')] };
    const moved = { tip: 'older' };
    const gate = { ...world().ledger.tasks.get('a')?.gate, ...moved } as TaskState['gate'];
    expect(merging(world({ evidence: pending, task: { gate } })).actions).toEqual([]);
    const due = merging(world({ evidence: passed, task: { gate } })).actions;
    expect(due).toMatchObject([{ kind: 'gate', task: 'a' }]);
  });
});

describe('A human is asked', () => {
  const late = NOON - 45 * MINUTE_MS;
  test.each<[string, Given, string]>([
    [
      'about checks that do not end',
      { evidence: { checks: [aForgeCheck('pending')], since: late } },
      'checks-wait: #4: check "build" still to come after 45m',
    ],
    [
      'about checks that end without a result',
      { evidence: { checks: [aForgeCheck('stopped'), aForgeCheck('pending')] } },
      'checks-wait: #4: check "build" ended without a result',
    ],
    [
      'about required checks that do not appear',
      { evidence: { since: late }, ci: { wait: 'required' } },
      'checks-wait: #4: no check appeared within 3m',
    ],
    [
      'about a pull request that goes elsewhere',
      { evidence: { base: 'main' } },
      'pr-retargeted: #4: it goes into main at GitHub, and not into omnibus/shop: set it back there',
    ],
  ])('%s', (_, given, question) => {
    expect(asked(world(given))).toEqual([question]);
  });

  test('once, until it is otherwise', () => {
    const open = folded(world({ evidence: { checks: [aForgeCheck('stopped')] } }));
    const at = afterFacts(open, ...factsOf(merging, open));
    expect(asked(at)).toEqual([]);
    expect(factsOf(standing, at)).toEqual([]);
    const report = someEvidence(4, { checks: [aForgeCheck('passed')] });
    const over = afterFacts(at, { type: 'pr.reported', report });
    expect(factsOf(standing, over)).toMatchObject([{ type: 'question.closed' }]);
  });

  test('and what was seen stands while GitHub does not answer', () => {
    const open = world({ evidence: { since: late }, ci: { wait: 'required' } });
    const looked = afterFacts(open, { type: 'forge.seen', news: false, budget: null });
    const at = afterFacts(looked, ...factsOf(merging, looked));
    expect(at.ledger.questions.size).toBe(1);
    const silent = afterFacts(at, { type: 'forge.unreachable', because: 'it answered 502' });
    expect(factsOf(standing, silent)).toEqual([]);
    expect(asked(silent)).toEqual([]);
  });

  test('and may wait as long again, or merge without', () => {
    const open = world({ evidence: { checks: [aForgeCheck('pending')], since: late } });
    const at = afterFacts(open, ...factsOf(merging, open));
    const [question] = at.ledger.questions.values();
    if (question === undefined) throw new Error('nothing was asked');
    const answered = (choice: string): World => {
      const given = answerHold(at, { question, choice });
      return afterFacts(at, ...(given.ok ? given.facts : []));
    };
    expect(merges(answered('merge'))).toBe(true);
    const again = answered('again');
    expect(merges(again)).toBe(false);
    expect(factsOf(standing, again)).toMatchObject([{ type: 'question.closed' }]);
    expect(asked(again)).toEqual([]);
  });
});

describe('Goes back to its worker', () => {
  function item(at: World) {
    return factsOf(forgeFindings, at).flatMap((fact) => (fact.type === 'item.added' ? [fact.item] : []));
  }

  test('what failed at GitHub, with name, address and the end of its log', () => {
    const failed = aForgeCheck('failed', { url: 'https://ci.example/1', tail: 'boom' });
    const at = world({ evidence: { checks: [failed, aForgeCheck('passed', { name: 'lint' })] } });
    expect(item(at)).toMatchObject([{ kind: 'rework', data: 'build (https://ci.example/1):\nboom' }]);
    const after = afterFacts(at, ...factsOf(forgeFindings, at));
    expect(after.ledger.tasks.get('a')).toMatchObject({ phase: 'rework', ciFailures: 1 });
    expect(factsOf(forgeFindings, after)).toEqual([]);
    const task = after.ledger.tasks.get('a');
    expect(task === undefined ? null : foundAtForge(after, task)?.says).toBe(
      'check "build" failed at GitHub',
    );
  });

  test('so often, and then a human is asked', () => {
    const at = world({ evidence: { checks: [aForgeCheck('failed')] }, task: { ciFailures: 2 } });
    const facts = factsOf(forgeFindings, at);
    expect(facts.map(({ type }) => type)).toEqual(['checks.failed', 'question.asked', 'task.stage']);
  });

  test('what a person asks for, with files and lines, once for each review', () => {
    const comments = [
      { file: 'cart.ts', line: 7, text: 'why?' },
      { file: 'tax.ts', line: null, text: 'gone' },
    ];
    const at = world({ evidence: { reviews: [aReview(1, { comments })] } });
    expect(item(at)).toMatchObject([
      { from: 'review', data: 'anna:\nRename it\ncart.ts:7: why?\ntax.ts: gone' },
    ]);
    expect(item(world({ evidence: { reviews: [aReview(1)] }, task: { reviewsTold: [1] } }))).toEqual([]);
  });

  test('also what was asked for at an earlier head, if nobody was told', () => {
    const reviews = [aReview(1, { head: 'older000' })];
    expect(item(world({ evidence: { reviews } }))[0]?.data).toContain('anna (of an earlier head, older000):');
  });

  test('nothing that nobody asks for: approvals, comments', () => {
    const reviews = [
      aReview(1, { verdict: 'approved' }),
      aReview(2, { verdict: 'comment', text: 'LGTM, merge' }),
    ];
    expect(factsOf(forgeFindings, world({ evidence: { reviews } }))).toEqual([]);
  });

  test('nothing that was taken back before the worker was told', () => {
    const at = world({ evidence: { reviews: [aReview(1)] } });
    const back = afterFacts(at, ...factsOf(forgeFindings, at));
    expect(headsToAsk(back)).toEqual([{ number: 4, headSha: 'head1' }]);
    expect(factsOf(forgeFindings, back)).toEqual([]);
    const dismissed = afterFacts(back, { type: 'pr.reported', report: someEvidence(4) });
    const over = afterFacts(dismissed, ...factsOf(forgeFindings, dismissed));
    expect(over.ledger.tasks.get('a')).toMatchObject({ phase: 'gating', items: [] });
  });

  test('nothing from a local forge', () => {
    expect(forgeFindings(world({ evidence: { checks: [aForgeCheck('failed')] }, forge: 'local' }))).toEqual(
      {},
    );
  });
});

describe('The forge is looked at', () => {
  test('soon for a head that it was not asked about, and when a check can appear no more', () => {
    expect(forgeWatch(world({ evidence: null })).wakeAt).toBe(NOON + 5_000);
    expect(forgeWatch(world({ evidence: { since: NOON - 170_000 } })).wakeAt).toBe(NOON + 10_000);
    expect(forgeWatch(world({ evidence: { checks: [aForgeCheck('pending')] } })).wakeAt).toBe(
      NOON + MINUTE_MS,
    );
  });

  test('and a new head is waited for from its own first look', () => {
    const at = world({ evidence: { since: NOON - 30 * MINUTE_MS } });
    const moved = afterFacts(
      at,
      { type: 'pr.seen', pr: aPullRequest(4, { task: 'a', headSha: 'head2' }) },
      { type: 'pr.reported', report: someEvidence(4, { head: 'head2' }) },
    );
    expect(moved.ledger.pullRequests.get(4)?.atForge).toMatchObject({ head: 'head2', since: NOON });
    const told = afterFacts(at, { type: 'pr.seen', pr: aPullRequest(4, { task: 'a', title: 'new' }) });
    expect(told.ledger.pullRequests.get(4)?.atForge).toMatchObject({ since: NOON - 30 * MINUTE_MS });
  });
});
