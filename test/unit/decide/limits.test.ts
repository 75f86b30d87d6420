import { describe, expect, test } from 'vitest';
import { accountOf, wakeAt, whyAccountWaits } from '../../../src/decide/accounts.ts';
import { assignment, explainAssignment } from '../../../src/decide/assignment.ts';
import { activityOf } from '../../../src/decide/activity.ts';
import { countsQuiet } from '../../../src/decide/counts-quiet.ts';
import { isLimitNews } from '../../../src/decide/limit-news.ts';
import { explainLimits, limits } from '../../../src/decide/limits.ts';
import { wording } from '../../../src/decide/wording.ts';
import type { AgentEvent } from '../../../src/domain/agent-event.ts';
import type { Fact } from '../../../src/domain/facts.ts';
import { known } from '../../../src/domain/seen.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, folded, settled } from '../../support/folded.ts';
import {
  anAgent,
  anAttempt,
  aPane,
  aReceipt,
  aRunningTask,
  aSeatedWorker,
  aTask,
  NOON,
} from '../../support/ledger-parts.ts';
import { anAgent as anAgentPolicy, aPolicy } from '../../support/policy.ts';
import { aWorld } from '../../support/world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const RESET = NOON + 2 * HOUR_MS;
const CLAUDES = ['w1', 'w2', 'w3'];

/** Three workers of one account at work, and one of another. */
function aFleet(): World {
  const names = [...CLAUDES, 'x1'];
  const workers = new Map(names.map((name, index) => [name, { agent: name === 'x1' ? 'x' : 'c', index }]));
  const agents = new Map([
    ['c', anAgentPolicy()],
    ['x', anAgentPolicy({ account: 'other' })],
  ]);
  return aWorld({
    policy: aPolicy({ workers, agents }),
    tasks: CLAUDES.map((worker) =>
      aRunningTask(`t-${worker}`, {
        worker,
        attempt: anAttempt({ worker, branch: `feat/shop-t-${worker}` }),
      }),
    ),
    workers: names.map((name) =>
      aSeatedWorker(name, {
        task: name === 'x1' ? null : `t-${name}`,
        agent: anAgent({ activity: name === 'x1' ? 'idle' : 'busy', lastEvent: 'busy' }),
      }),
    ),
    panes: names.map((name) => aPane(name)),
  });
}

function at(world: World, now: number): World {
  return { ...world, now };
}

function says(world: World, worker: string, event: Omit<AgentEvent, 'at'>, now = world.now): World {
  const fact: Fact = {
    type: 'agent.event',
    worker,
    generation: 1,
    id: `${worker}-${event.event}-${now}`,
    event: { at: now, ...event },
    textHash: null,
  };
  return settled(limits, afterFacts(at(world, now), fact));
}

function limited(world: World, ...workers: readonly string[]): World {
  return workers.reduce((one, name) => says(one, name, { event: 'limit', data: { resetAt: RESET } }), world);
}

/** Who is told what now. */
function told(world: World): readonly string[] {
  return (wording(world).actions ?? []).flatMap((action) =>
    action.kind === 'deliver' ? [`${action.worker} ${action.as}`] : [],
  );
}

/** The text goes out and arrives. */
function given(world: World, worker: string): World {
  const id = `d-${worker}-${world.now}`;
  const delivery = aReceipt(id, { worker, task: `t-${worker}`, attempt: 1, kind: 'go-on', at: world.now });
  const sent = afterFacts(
    world,
    { type: 'delivery.began', delivery },
    { type: 'delivery.ended', id, verdict: 'confirmed', because: 'test' },
  );
  return says(sent, worker, { event: 'prompt' });
}

function wakeOf(world: World, worker: string): number {
  const limit = world.ledger.accounts.get('default of demo');
  if (limit === undefined) throw new Error('there is no limit');
  return wakeAt(world, worker, limit);
}

const first = (world: World): string =>
  CLAUDES.toSorted((a, b) => wakeOf(world, a) - wakeOf(world, b))[0] ?? '';

describe('a limit that one agent meets', () => {
  test('is one of all workers of its account and of no other', () => {
    const world = limited(aFleet(), 'w1');
    expect(CLAUDES.map((name) => whyAccountWaits(world, name))).toEqual(
      CLAUDES.map(() => 'its account is limited until 10:53 UTC'),
    );
    expect(whyAccountWaits(world, 'x1')).toBeNull();
    expect(explainLimits(world, 'w2')).toBe(
      'it is told nothing: its account is limited until 10:53 UTC (account "default of demo", met by w1)',
    );
  });

  test('keeps texts from its workers, and new tasks go to others', () => {
    const idle = says(limited(aFleet(), 'w1'), 'w2', { event: 'idle' });
    const items = [{ id: 'i', kind: 'notice', from: 'human', text: 'x', data: null, at: NOON }] as const;
    const w2 = { ...(idle.ledger.workers.get('w2') ?? aSeatedWorker('w2')), task: null, inbox: items };
    const open = aTask('open');
    const world = aWorld({
      policy: idle.policy,
      tasks: [...idle.ledger.tasks.values(), open],
      workers: [...idle.ledger.workers.values()].map((one) => (one.name === 'w2' ? w2 : one)),
      panes: [...CLAUDES, 'x1'].map((name) => aPane(name)),
      ledger: { accounts: idle.ledger.accounts },
    });
    expect(told(world)).toEqual([]);
    expect(told({ ...world, ledger: { ...world.ledger, accounts: new Map() } })).toEqual(['w2 notice']);
    const begun = (assignment(world).actions ?? []).map((action) =>
      action.kind === 'begin-attempt' ? `${action.worker} ${action.task}` : action.kind,
    );
    expect(begun).toEqual(['x1 open']);
    expect(explainAssignment(world, 'w2')).toBe('it gets no work: its account has reached a usage limit');
  });

  test('does not count as quiet of any of them', () => {
    const world = limited(aFleet(), 'w1');
    expect(['w1', 'w2'].map((name) => countsQuiet(world, name))).toEqual([false, false]);
    expect(countsQuiet(aFleet(), 'w2')).toBe(true);
  });

  test.each([
    ['no time', undefined],
    ['a time that has passed', NOON - 1],
    ['a time in years', NOON + 400 * 24 * HOUR_MS],
  ])('with %s is a long one', (_, resetAt) => {
    const event = { event: 'limit', ...(resetAt === undefined ? {} : { data: { resetAt } }) } as const;
    const world = says(aFleet(), 'w1', event);
    expect(world.ledger.accounts.get('default of demo')?.until).toBe(NOON + 5 * HOUR_MS);
  });

  test('told twice counts once, and the words with a time are taken', () => {
    const once = says(aFleet(), 'w1', { event: 'limit' });
    const twice = says(once, 'w1', { event: 'limit', data: { resetAt: RESET } }, NOON + 500);
    const rested = says(twice, 'w1', { event: 'idle' }, NOON + 900);
    expect(rested.ledger.accounts.get('default of demo')).toMatchObject({ saidAt: NOON, until: RESET });
    expect(activityOf(rested, 'w1').activity).toBe('limited');
  });
});

describe('after the reset', () => {
  const world = at(limited(aFleet(), 'w1', 'w2', 'w3'), RESET);

  test('workers wake spread over a minute, always in the same order', () => {
    const wakes = CLAUDES.map((name) => wakeOf(world, name) - RESET);
    expect(new Set(wakes).size).toBe(3);
    for (const ms of wakes) expect(ms >= 0 && ms <= MINUTE_MS).toBe(true);
    expect(CLAUDES.map((name) => wakeOf(world, name) - RESET)).toEqual(wakes);
    expect(told(world)).toEqual([]);
    expect(limits(world).wakeAt).toBe(wakeOf(world, first(world)));
  });

  test('one of them tries, although the turn of all has come', () => {
    const late = at(world, RESET + 2 * MINUTE_MS);
    expect(told(late)).toHaveLength(1);
    const soon = at(world, wakeOf(world, first(world)));
    expect(told(soon)).toEqual([`${first(world)} go-on`]);
    const tries = given(soon, first(world));
    expect(told(at(tries, tries.now + 50_000))).toEqual([]);
  });

  test.each([
    ['the one that tries was answered', 'idle', 0],
    ['it goes on for a minute', 'busy', MINUTE_MS],
  ] as const)('the others follow once %s', (_, event, laterMs) => {
    const tries = given(at(world, wakeOf(world, first(world))), first(world));
    const answered = says(tries, first(world), { event }, tries.now + laterMs);
    expect(answered.ledger.accounts.get('default of demo')?.freedAt).toBe(answered.now);
    const others = CLAUDES.filter((name) => name !== first(world)).map((name) => `${name} go-on`);
    expect(told(at(answered, answered.now + MINUTE_MS)).filter((one) => others.includes(one))).toEqual(
      others,
    );
  });

  test('a limit that the first one meets again holds all of them again', () => {
    const tries = given(at(world, wakeOf(world, first(world))), first(world));
    const again = says(tries, first(world), { event: 'limit', data: { resetAt: RESET + HOUR_MS } });
    expect(told(at(again, again.now + 5 * MINUTE_MS))).toEqual([]);
    expect(told(at(again, RESET + HOUR_MS + MINUTE_MS))).toHaveLength(1);
  });

  test('an error of the one that tries proves nothing: another tries a minute later', () => {
    const tries = given(at(world, wakeOf(world, first(world))), first(world));
    const failed = says(tries, first(world), { event: 'error', data: { error: 'overloaded' } });
    const later = folded(at(failed, tries.now + 2 * MINUTE_MS));
    expect(settled(limits, later).ledger.accounts.get('default of demo')?.freedAt).toBeNull();
    expect(told(later)).toHaveLength(1);
  });

  test('whoever a human told to go on is not told again, and counts as the first', () => {
    const resumed = says(world, 'w2', { event: 'prompt' }, RESET + 1);
    expect(told(at(resumed, RESET + 50_000))).toEqual([]);
    const answered = says(resumed, 'w2', { event: 'idle' }, RESET + 51_000);
    expect(told(at(answered, RESET + 3 * MINUTE_MS))).not.toContain('w2 go-on');
  });

  test('a human at the keys is waited for', () => {
    const now = RESET + 2 * MINUTE_MS;
    const panes = CLAUDES.map((name) => aPane(name, { attachedClients: 1, humanKeyAt: now - 1_000 }));
    expect(told({ ...at(world, now), terminal: known({ serverPid: 100, panes }, now) })).toEqual([]);
  });
});

test('a human who goes on before the reset frees the account', () => {
  const before = at(limited(aFleet(), 'w1', 'w2'), NOON + MINUTE_MS);
  const resumed = says(before, 'w1', { event: 'prompt' });
  expect(resumed.ledger.accounts.get('default of demo')?.freedAt).toBeNull();
  const answered = says(resumed, 'w1', { event: 'idle' }, NOON + 2 * MINUTE_MS);
  expect(answered.ledger.accounts.get('default of demo')?.freedAt).toBe(NOON + 2 * MINUTE_MS);
  expect(told(at(answered, NOON + 4 * MINUTE_MS))).toContain('w2 go-on');
});

test('accounts without a name are those of their kind', () => {
  const agents = new Map([
    ['one', anAgentPolicy({ kind: 'claude' })],
    ['two', anAgentPolicy({ kind: 'codex' })],
    ['three', anAgentPolicy({ kind: 'codex', account: 'team' })],
  ]);
  const workers = new Map(['one', 'two', 'three', 'four'].map((agent, index) => [agent, { agent, index }]));
  const world = aWorld({ policy: aPolicy({ workers, agents }) });
  expect([...workers.keys()].map((name) => accountOf(world, name))).toEqual([
    'default of claude',
    'default of codex',
    'team',
    null,
  ]);
});

describe('a limit that only a screen tells of', () => {
  const banner = { says: 'Usage limit reached, try again in 2h', after: null };
  const seen = { type: 'pane.seen', worker: 'w1', generation: 1, shows: 'prompt', dialog: null } as const;
  const limitedAt = (resetAt: number | null): World =>
    afterFacts(aFleet(), { ...seen, limit: { says: banner.says, resetAt } });
  const isNews = (world: World, over: object = {}): boolean => {
    const worker = world.ledger.workers.get('w1');
    return worker !== undefined && isLimitNews(world, worker, { ...banner, ...over });
  };

  test('holds its account like one that it tells, and is said to be seen', () => {
    const { activity, evidence } = activityOf(limitedAt(RESET), 'w1');
    expect([activity, evidence]).toMatchObject(['limited', [{ source: 'pane', expiresAt: RESET }]]);
    const [note] = limits(limitedAt(RESET)).notes ?? [];
    expect(note).toMatchObject({
      evidence: [{ source: 'pane' }],
      facts: [{ type: 'account.limited', account: 'default of demo', until: RESET }],
    });
  });

  test('lasts long where it does not say when it ends', () => {
    expect(limitedAt(null).ledger.workers.get('w1')?.agent.limitedUntil).toBe(NOON + 5 * HOUR_MS);
  });

  test('cuts its turn short, and is over with its next word', () => {
    const world = limitedAt(RESET);
    expect(world.ledger.workers.get('w1')?.agent.turn).toMatchObject({ end: { how: 'limit' } });
    const event = { event: 'busy', at: NOON } as const;
    const fact = {
      type: 'agent.event',
      worker: 'w1',
      generation: 1,
      id: 'e',
      event,
      textHash: null,
    } as const;
    expect(activityOf(afterFacts(world, fact), 'w1').activity).toBe('working');
  });

  test('is news in other words, and in the same ones only below a newer text', () => {
    const world = limitedAt(RESET);
    expect(isNews(aFleet())).toBe(true);
    expect(isNews(world, { says: 'Usage limit reached, try again in 3h' })).toBe(true);
    expect(isNews(world)).toBe(false);
    const receipts = new Map([['d-9', aReceipt('d-9', { at: NOON + 1 })]]);
    const told = { ...world, ledger: { ...world.ledger, receipts } };
    expect([isNews(told), isNews(told, { after: 'd-8' }), isNews(told, { after: 'd-9' })]).toEqual([
      false,
      false,
      true,
    ]);
  });
});
