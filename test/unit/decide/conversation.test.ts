import { describe, expect, test } from 'vitest';
import { resumable, wentOn } from '../../../src/decide/conversation.ts';
import type { Fact } from '../../../src/domain/facts.ts';
import type { GenerationEnd } from '../../../src/domain/generation.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts } from '../../support/folded.ts';
import { aGeneration, anAttempt, aRunningTask, aSeatedWorker, NOON } from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const resumes = { demo: { resumes: true } };
const killed: GenerationEnd = { how: 'exited', status: null, signal: 9 };

/** The worker has had session 1, in which its task was opened, in the conversation `talk`. */
const begun = aWorld({
  tasks: [aRunningTask('a', { attempt: anAttempt({ openedIn: [1] }) })],
  workers: [aSeatedWorker('w1', { task: 'a', conversation: { id: 'talk', kind: 'demo', generations: [1] } })],
  kinds: resumes,
});

function began(number: number, conversation: string): Fact {
  return { type: 'generation.began', generation: { ...aGeneration('w1'), number, conversation } };
}

function ended(number: number, end = killed): Fact {
  return { type: 'generation.ended', worker: 'w1', number, end };
}

function said(generation: number, conversation: string): Fact {
  const event = { event: 'ready', at: NOON, data: { conversation } } as const;
  return { type: 'agent.event', worker: 'w1', generation, id: `e-${generation}`, event, textHash: null };
}

function workerOf({ ledger }: World) {
  const worker = ledger.workers.get('w1');
  if (worker === undefined) throw new Error('there is no w1');
  return worker;
}

function toResume(world: World, kind = 'demo'): string | null {
  return resumable(world, workerOf(world), kind);
}

describe('the conversation of an agent', () => {
  test('is gone on with after a crash, by one of the same kind that can, and for the task that is in it', () => {
    const crashed = afterFacts(begun, ended(1));
    expect(toResume(crashed)).toBe('talk');
    expect(toResume(crashed, 'custom')).toBeNull();
    expect(toResume({ ...crashed, kinds: new Map() })).toBeNull();
    const other = aWorld({
      tasks: [aRunningTask('a', { attempt: anAttempt({ openedIn: [7] }) })],
      workers: [workerOf(crashed)],
      kinds: resumes,
    });
    expect(toResume(other)).toBeNull();
  });

  test('goes on when the new session has it, and not in another', () => {
    const crashed = afterFacts(begun, ended(1));
    const resumed = afterFacts(crashed, began(2, 'talk'));
    expect(wentOn(resumed, workerOf(resumed), [1])).toBe(true);
    const fresh = afterFacts(crashed, began(2, 'new'));
    expect(wentOn(fresh, workerOf(fresh), [1])).toBe(false);
  });

  test('is the one that the agent names, whatever was asked for', () => {
    const resumed = afterFacts(begun, ended(1), began(2, 'talk'), said(2, 'other'));
    expect(workerOf(resumed).conversation).toEqual({ id: 'other', kind: 'demo', generations: [2] });
    const same = afterFacts(begun, ended(1), began(2, 'talk'), said(2, 'talk'));
    expect(workerOf(same).conversation?.generations).toEqual([1, 2]);
  });

  test('is given up when a session that went on with it ended without a sign, and only then', () => {
    const again = afterFacts(begun, ended(1), began(2, 'talk'));
    expect(toResume(afterFacts(again, ended(2, { ...killed, status: 1, signal: null })))).toBeNull();
    expect(toResume(afterFacts(again, said(2, 'talk'), ended(2)))).toBe('talk');
    expect(toResume(afterFacts(again, ended(2, { ...killed, how: 'lost' })))).toBe('talk');
  });
});
