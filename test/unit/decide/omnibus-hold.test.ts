import { describe, expect, test } from 'vitest';
import { answerOmnibusHold } from '../../../src/decide/omnibus-hold.ts';
import { forgeWatch } from '../../../src/decide/forge-watch.ts';
import { headsToAsk } from '../../../src/decide/forge-findings.ts';
import { explainOmnibus, needsDescribing, omnibus } from '../../../src/decide/omnibus.ts';
import { isSettled } from '../../../src/decide/settled.ts';
import { standing } from '../../../src/decide/standing.ts';
import type { ForgeCheck, ForgeEvidence } from '../../../src/domain/forge-report.ts';
import type { OmnibusState } from '../../../src/domain/ledger.ts';
import type { CiPolicy } from '../../../src/domain/policy.ts';
import type { PullRequest } from '../../../src/domain/pull-request.ts';
import type { Question } from '../../../src/domain/question.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import {
  aForgeCheck,
  anOmnibus,
  aPullRequest,
  aTask,
  INTEGRATION_TIP,
  NOON,
  someEvidence,
} from '../../support/ledger-parts.ts';
import { aPolicy } from '../../support/policy.ts';
import { aWorld } from '../../support/world.ts';

const MINUTE_MS = 60_000;
const green = aForgeCheck('passed');
const red = aForgeCheck('failed');
const due = aForgeCheck('pending');
const stopped = aForgeCheck('stopped');
const wish = {
  id: 1,
  by: 'anna',
  at: 1,
  verdict: 'changes-requested',
  head: INTEGRATION_TIP,
  text: '',
  comments: [],
} as const;

interface Given {
  readonly checks?: readonly ForgeCheck[];
  readonly evidence?: Partial<ForgeEvidence> | null;
  readonly ci?: Partial<CiPolicy>;
  readonly state?: Partial<OmnibusState>;
  readonly pr?: Partial<PullRequest>;
  readonly forge?: World['forge'];
  readonly auto?: boolean;
}

/** Everything is merged, the omnibus 9 is ready; its head was looked at a minute ago. */
function world({ checks = [], evidence = {}, ci, state, pr, forge = 'github', auto = true }: Given): World {
  const policy = aPolicy();
  const at = { head: INTEGRATION_TIP, base: 'main', checks, ...evidence };
  const seen = evidence === null ? {} : { atForge: someEvidence(9, at) };
  const request = { head: 'omnibus/shop', base: 'main', headSha: INTEGRATION_TIP, ...seen, ...pr };
  return aWorld({
    policy: aPolicy({
      ci: { ...policy.ci, ...ci },
      merge: { ...policy.merge, omnibus: auto ? 'auto' : 'manual' },
    }),
    tasks: [aTask('a', { stage: 'merged' })],
    integration: { omnibus: anOmnibus(state), merges: 1 },
    pullRequests: [aPullRequest(9, request)],
    ledger: { forge: { triedAt: NOON, newsAt: null, failed: 0, because: null, budget: null } },
    world: { forge },
  });
}

const plan = (at: World) => (omnibus(at).actions ?? []).map(({ kind }) => kind);
const asked = (at: World): readonly Question[] => [...settled(omnibus, at).ledger.questions.values()];

function theQuestion(at: World): Question {
  const [question] = asked(at);
  if (question === undefined) throw new Error('nothing is asked');
  return question;
}

describe('an omnibus that is to be merged', () => {
  test.each<[string, Given, string | null]>([
    ['passed', { checks: [green] }, null],
    ['are none, and may still appear', {}, 'checks of GitHub may still appear'],
    ['are none for long', { evidence: { since: NOON - 10 * MINUTE_MS } }, null],
    ['are not waited for', { ci: { wait: 'off' } }, null],
    ['are still to come', { checks: [green, due] }, 'check "build" still to come'],
    ['were not looked at', { evidence: null }, 'what GitHub says of its head is looked at first'],
    [
      'are of another head',
      { checks: [green], evidence: { head: 'older' } },
      'what GitHub says of its head is looked at first',
    ],
    ['are those of a forge that has none', { checks: [red], forge: 'local' }, null],
    ['are red, and a human said to merge it', { checks: [red], evidence: { waived: true } }, null],
  ])('whose checks %s', (_what, given, held) => {
    const at = world(given);
    expect(plan(at)).toEqual(held === null ? ['merge-omnibus'] : []);
    expect(explainOmnibus(at)).toBe(held === null ? '#9 is merged next' : `#9 is not merged yet: ${held}`);
    expect(asked(at)).toEqual([]);
    expect(isSettled(at)).toBe(false);
  });

  test.each<[string, Given, string, readonly string[]]>([
    ['red', { checks: [green, red] }, 'check "build" failed at GitHub', ['merge', 'leave']],
    ['stopped', { checks: [stopped] }, 'check "build" ended without a result', ['merge', 'leave']],
    [
      'late',
      { checks: [due], evidence: { since: NOON - 60 * MINUTE_MS } },
      'check "build" still to come after 45m',
      ['again', 'merge', 'leave'],
    ],
    [
      'missing where they are required',
      { ci: { wait: 'required' }, evidence: { since: NOON - 10 * MINUTE_MS } },
      'no check appeared within 3m',
      ['again', 'merge', 'leave'],
    ],
    [
      'green, but a person asks for changes',
      { checks: [green], evidence: { checks: [], reviews: [wish], since: NOON - 10 * MINUTE_MS } },
      'anna asks for changes at GitHub',
      ['merge', 'leave'],
    ],
    [
      'of a pull request that goes elsewhere',
      { checks: [green], evidence: { base: 'release' } },
      'it goes into release at GitHub, and not into main',
      ['again', 'merge', 'leave'],
    ],
  ])('whose checks are %s is one question, and not merged', (_what, given, says, keys) => {
    const at = world(given);
    expect(plan(at)).toEqual([]);
    const after = settled(omnibus, at);
    const [question, ...more] = [...after.ledger.questions.values()];
    expect(more).toEqual([]);
    expect(question).toMatchObject({ topic: 'omnibus-checks', text: `omnibus not merged: ${says}` });
    expect(question?.choices.map(({ key }) => key)).toEqual(keys);
    expect(omnibus(after).notes).toEqual([]);
    expect(isSettled(after)).toBe(true);
  });

  test('is held the same way when a human asked for it, and not while it is only shown', () => {
    const given = { checks: [red], auto: false } as const;
    expect(plan(world({ ...given, state: { asked: true } }))).toEqual([]);
    expect(asked(world({ ...given, state: { asked: true } }))).toHaveLength(1);
    expect(asked(world(given))).toEqual([]);
    expect(headsToAsk(world(given))).toEqual([]);
  });

  test('is looked at soon after it got ready, and until its checks are through', () => {
    const unseen = world({ evidence: null });
    expect(headsToAsk(unseen)).toMatchObject([{ number: 9, headSha: INTEGRATION_TIP }]);
    expect(forgeWatch(unseen).wakeAt).toBe(NOON + 5_000);
    expect(headsToAsk(world({ checks: [red] }))).toHaveLength(1);
    expect(headsToAsk(world({ checks: [green] }))).toEqual([]);
  });

  test('whose branch somebody moved at GitHub is put back or refused before anything is merged', () => {
    const moved = world({ checks: [green], pr: { headSha: 'theirs' } });
    expect(needsDescribing(moved)).toBe(true);
    expect(plan(moved)).toEqual(['describe-omnibus']);
    expect(headsToAsk(moved)).toEqual([]);
  });
});

describe('a held omnibus', () => {
  const held = settled(omnibus, world({ checks: [red] }));
  const answer = (at: World, text: string): World => {
    const given = answerOmnibusHold(at, { question: theQuestion(world({ checks: [red] })), text });
    return given.ok ? afterFacts(at, ...given.facts) : at;
  };

  test('is merged when a human says so, and what turned green needs no answer', () => {
    expect(plan(answer(held, 'merge'))).toEqual(['merge-omnibus']);
    const report = someEvidence(9, { head: INTEGRATION_TIP, base: 'main', checks: green ? [green] : [] });
    const passed = settled(standing, afterFacts(held, { type: 'pr.reported', report }));
    expect(passed.ledger.questions.size).toBe(0);
    expect(plan(passed)).toEqual(['merge-omnibus']);
  });

  test('stays open when a human leaves it', () => {
    const left = answer(held, 'leave');
    expect(plan(left)).toEqual([]);
    expect(settled(standing, settled(omnibus, left)).ledger.questions.size).toBe(0);
    expect(plan(afterFacts(left, { type: 'omnibus.asked' }))).toEqual([]);
  });

  test('is asked about anew at its next head, and the old answer says nothing of it', () => {
    const next = world({
      checks: [red],
      evidence: { head: 'tip2' },
      pr: { headSha: 'tip2' },
      state: { describes: 'tip2' },
    });
    const moved = {
      ...next,
      ledger: { ...next.ledger, integration: { ...next.ledger.integration, tip: 'tip2' } },
    };
    const question = theQuestion(world({ checks: [red] }));
    expect(answerOmnibusHold(moved, { question, text: 'merge' })).toMatchObject({ ok: false });
    expect(theQuestion(moved).about).toBe('#9 at tip2');
  });
});
