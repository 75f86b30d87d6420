import { describe, expect, test } from 'vitest';
import { nudges } from '../../../src/decide/nudges.ts';
import type { Receipt } from '../../../src/domain/delivery.ts';
import type { Fact } from '../../../src/domain/facts.ts';
import type { AgentState } from '../../../src/domain/generation.ts';
import type { Attempt } from '../../../src/domain/ledger.ts';
import type { ClosedQuestion } from '../../../src/domain/question.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import {
  anAgent,
  anAttempt,
  aPane,
  aReceipt,
  aRunningTask,
  aSeatedWorker,
  NOON,
} from '../../support/ledger-parts.ts';
import { aWorld, stoodStill } from '../../support/world.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

interface Parts {
  readonly receipts?: readonly Receipt[];
  readonly closed?: readonly ClosedQuestion[];
  readonly attempt?: Partial<Attempt>;
  readonly agent?: Partial<AgentState>;
}

/** What is asked about `w1`, which has stood still for so long that nothing else is left to be done. */
function asked({ receipts = [], closed = [], attempt = {}, agent = {} }: Parts = {}) {
  const messages = { help: { count: 1, lastAt: NOON - HOUR_MS } };
  const begun = { messages, stuckRestarts: 1, startedAt: NOON - 9 * HOUR_MS, ...attempt };
  const busy = anAgent({ activity: 'busy', lastEvent: 'busy', lastEventAt: NOON - 3 * HOUR_MS, ...agent });
  const world = aWorld({
    tasks: [aRunningTask('a', { attempt: anAttempt(begun) })],
    workers: [aSeatedWorker('w1', { task: 'a', agent: busy })],
    panes: [aPane('w1')],
    ledger: { receipts: new Map(receipts.map((receipt) => [receipt.id, receipt])), closed },
    world: stoodStill({ w1: 2 * HOUR_MS + 600_000 }),
  });
  const [question] = settled(nudges, world).ledger.questions.values();
  if (question === undefined) throw new Error('nothing was asked');
  return question;
}

const help = (over: Partial<Receipt>): Receipt =>
  aReceipt('h', {
    task: 'a',
    attempt: 1,
    kind: 'help',
    at: NOON - HOUR_MS,
    verdictAt: NOON - HOUR_MS + 5_000,
    ...over,
  });

const denial: ClosedQuestion = {
  id: 'q-3',
  number: 3,
  topic: 'agent-asks',
  task: 'a',
  worker: 'w1',
  text: 'asks: (looks destructive) rm -rf build (czar attach w1)',
  answer: 'no',
  because: 'a human answered',
  at: NOON - 4 * HOUR_MS,
};

describe('a question about one that stands still', () => {
  test.each<[string, readonly Receipt[], string]>([
    ['delivered', [help({})], 'w1 is stuck: nothing moves, also after the offer of help and a restart. What'],
    [
      'queued',
      [help({ verdict: 'queued' })],
      'nothing moves, also after a restart; the offer of help is queued and was not read. What',
    ],
    ['refused', [help({ verdict: 'refused' })], 'a restart; the offer of help did not arrive. What'],
    [
      'not known to have arrived',
      [help({ verdict: 'unverified' })],
      'nobody knows whether the offer of help arrived',
    ],
    ['never sent', [], 'also after a restart; the offer of help could not be given. What'],
    ['given in another attempt', [help({ attempt: 7 })], 'the offer of help could not be given'],
  ])('says no more of help that was %s than its receipt proves', (_what, receipts, text) => {
    expect(asked({ receipts }).text).toContain(text);
  });

  test('tells what Czar did, each with its time', () => {
    const remind = aReceipt('r', {
      task: 'a',
      attempt: 1,
      kind: 'remind',
      at: NOON - 2 * HOUR_MS,
      verdictAt: null,
    });
    const { evidence } = asked({
      receipts: [remind, help({ verdict: 'queued' })],
      attempt: { stuckRestartAt: NOON - 30 * MINUTE_MS },
    });
    expect(evidence.filter(({ source }) => source === 'ledger')).toEqual([
      { source: 'ledger', at: NOON - 2 * HOUR_MS, says: 'a reminder was sent' },
      { source: 'ledger', at: NOON - 2 * HOUR_MS, says: 'a reminder was delivered' },
      { source: 'ledger', at: NOON - HOUR_MS, says: 'the offer of help was sent' },
      { source: 'ledger', at: NOON - HOUR_MS + 5_000, says: 'the offer of help is queued since then' },
      {
        source: 'ledger',
        at: NOON - 30 * MINUTE_MS,
        says: 'restarted with the same task, because it was stuck',
      },
    ]);
  });

  test('tells since when, and which signs were looked at', () => {
    const { since, evidence } = asked();
    expect(since).toBe(NOON - 3 * HOUR_MS);
    expect(evidence).toContainEqual({ source: 'clock', at: since, says: 'the last sign that it got on' });
    expect(evidence).toContainEqual({
      source: 'event',
      at: since,
      says: 'its word that it is at work: nothing since',
    });
    expect(JSON.stringify(evidence)).not.toMatch(/\dh\d\dm|\d+m ago/);
  });

  test('mentions what was denied to it, how often, and when', () => {
    const twice = asked({ closed: [denial, { ...denial, id: 'q-4', number: 4, at: NOON - 3 * HOUR_MS }] });
    expect(twice.text).toContain(
      '; you denied it a permission 2 times ((looks destructive) rm -rf build). What',
    );
    expect(twice.evidence).toContainEqual({
      source: 'human',
      at: denial.at,
      says: 'you denied it: (looks destructive) rm -rf build',
    });
    const others = [
      { ...denial, answer: 'yes' },
      { ...denial, worker: 'w2' },
      { ...denial, at: NOON - 10 * HOUR_MS },
    ];
    expect(asked({ closed: others }).text).not.toContain('denied');
  });

  test('shows the last lines of its screen, as they were at the last look', () => {
    const screen = { shows: 'busy', at: NOON - MINUTE_MS, looks: 3, counter: null, countedAt: null } as const;
    expect(asked({ agent: { screen: { ...screen, lines: ['> npm test', 'waiting'] } } }).screen).toEqual({
      at: NOON - MINUTE_MS,
      lines: ['> npm test', 'waiting'],
    });
    expect(asked({ agent: { screen } })).not.toHaveProperty('screen');
  });
});

test('a restart because it is stuck is remembered with its time', () => {
  const world = aWorld({
    tasks: [aRunningTask('a')],
    workers: [aSeatedWorker('w1', { task: 'a' })],
  });
  const fact: Fact = { type: 'worker.restarting', worker: 'w1', because: 'stuck', notBefore: NOON };
  expect(afterFacts(world, fact).ledger.tasks.get('a')?.attempt).toMatchObject({
    stuckRestarts: 1,
    stuckRestartAt: NOON,
  });
});
