import { expect, test } from 'vitest';
import { leases } from '../../../src/decide/leases.ts';
import type { AgentEvent } from '../../../src/domain/agent-event.ts';
import type { Fact } from '../../../src/domain/facts.ts';
import { known } from '../../../src/domain/seen.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import { aGeneration, aPane, aReceipt, aSeatedWorker, NOON } from '../../support/ledger-parts.ts';
import { aPolicy, workersNamed } from '../../support/policy.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const typing = [aPane('w1', { humanKeyAt: NOON - 1_000, attachedClients: 1 })];
const left = [aPane('w1', { humanKeyAt: NOON - 1_000, attachedClients: 0 })];

function seat(parts: Omit<WorldParts, 'workers'> = {}): World {
  return aWorld({
    policy: aPolicy({ workers: workersNamed('w1') }),
    workers: [aSeatedWorker('w1')],
    panes: typing,
    ...parts,
  });
}

function tree(sha: string, files: number): Pick<World, 'heads' | 'uncommitted'> {
  return {
    heads: new Map([['w1', known({ branch: 'b', sha }, NOON)]]),
    uncommitted: new Map([['w1', { files: known(files, NOON), head: sha }]]),
  };
}

function leaving(world: World, over: Partial<World> = {}): World {
  return { ...world, ...over, now: NOON + 300_000, terminal: known({ serverPid: 100, panes: left }, NOON) };
}

function said(event: Omit<AgentEvent, 'at'>, readTo?: number): Fact {
  const at = NOON + 1_000;
  return {
    type: 'agent.event',
    worker: 'w1',
    generation: 1,
    id: `w1/1/${event.event}-${readTo ?? 'hook'}`,
    event: { at, ...event },
    textHash: null,
    ...(readTo === undefined ? {} : { readTo }),
  };
}

const whyOf = (world: World): readonly string[] => (leases(world).notes ?? []).map(({ why }) => why);

test('that a person begins to type is noted once', () => {
  expect(whyOf(seat())).toEqual(['you type in the session of w1: what Czar has for it waits']);
  expect(whyOf(settled(leases, seat()))).toEqual([]);
});

test('afterwards it is noted what has changed: prompts, turns that were cut off, commits and files', () => {
  const before = settled(leases, { ...seat(), ...tree('aaaaaaaa1', 0) });
  const after = afterFacts(
    before,
    said({ event: 'prompt' }),
    said({ event: 'prompt' }, 10),
    said({ event: 'idle', data: { ended: 'interrupted' } }),
    said({ event: 'prompt' }),
    said({ event: 'prompt', delivery: 'd-1' }),
  );
  const world = leaving(after, tree('bbbbbbbb2', 3));
  expect(whyOf(world)).toEqual([
    'you typed in the session of w1 (5m): 2 prompts of yours, 1 turn interrupted, its head moved from aaaaaaaa to bbbbbbbb, uncommitted files 0 before, 3 now',
  ]);
  expect(whyOf(settled(leases, world))).toEqual([]);
});

test('who came and went between two looks is noted as well, by what the agent tells', () => {
  const told = afterFacts(seat({ panes: left }), said({ event: 'prompt' }));
  expect(whyOf({ ...told, terminal: known({ serverPid: 100, panes: left }, NOON - 1) })).toEqual([]);
  const looked = { ...told, terminal: known({ serverPid: 100, panes: left }, NOON + 60_000) };
  expect(whyOf(looked)).toEqual([
    'the session of w1 got 1 prompt not from Czar, and nobody was seen to type there',
  ]);
  expect(whyOf(settled(leases, looked))).toEqual([]);
});

test.each<[string, Fact[]]>([
  [
    'a text of Czar whose agent does not repeat its id',
    [{ type: 'delivery.began', delivery: aReceipt('d-1') }, said({ event: 'prompt' })],
  ],
  [
    'a turn that was cut off with nobody there',
    [said({ event: 'prompt', delivery: 'd-1' }), said({ event: 'idle', data: { ended: 'interrupted' } })],
  ],
])('%s is not taken for a person', (_, facts) => {
  const world = afterFacts(seat({ panes: left }), ...facts);
  expect(whyOf({ ...world, terminal: known({ serverPid: 100, panes: left }, NOON + 60_000) })).toEqual([]);
});

test('where nothing is seen to have changed it says so', () => {
  expect(whyOf(leaving(settled(leases, seat())))).toEqual([
    'you typed in the session of w1 (5m): nothing is seen to have changed',
  ]);
});

test('it is over with the session, and noted anew in the next one', () => {
  const before = settled(leases, seat());
  const next = aSeatedWorker('w1', {
    ...before.ledger.workers.get('w1'),
    generation: aGeneration('w1', { number: 2 }),
  });
  const world = seat({
    panes: [{ ...aPane('w1', { humanKeyAt: NOON, attachedClients: 1 }), generation: 2 }],
  });
  const changed = { ...world, ledger: { ...world.ledger, workers: new Map([['w1', next]]) } };
  expect(whyOf(changed)).toEqual([expect.stringContaining('you typed in the session')]);
  expect(whyOf(afterFacts(changed, { type: 'lease.ended', worker: 'w1' }))).toEqual([
    expect.stringContaining('you type in the session'),
  ]);
});

test('while tmux cannot be seen nobody is taken to have left', () => {
  const world = settled(leases, seat());
  expect(whyOf({ ...world, terminal: { known: false, reason: 'no answer', since: NOON } })).toEqual([]);
});
