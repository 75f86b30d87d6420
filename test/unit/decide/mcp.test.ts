import { describe, expect, test } from 'vitest';
import { explainServers, hasOtherServers, serverProblems, wantedServers } from '../../../src/decide/mcp.ts';
import { decide } from '../../../src/decide/plan.ts';
import type { Generation } from '../../../src/domain/generation.ts';
import type { World } from '../../../src/domain/world.ts';
import { anAttempt, aPane, aSeatedWorker, aTask, aWish } from '../../support/ledger-parts.ts';
import { anAgent, aPolicy } from '../../support/policy.ts';
import { aWorld } from '../../support/world.ts';

/** `w1` has the running task `a`, and a session that was begun for these servers. */
function worldWith(had: Generation['servers'], openedIn: readonly number[] = []): World {
  const worker = aSeatedWorker('w1', { task: 'a' });
  const generation =
    worker.generation === null
      ? null
      : { ...worker.generation, ...(had === undefined ? {} : { servers: had }) };
  return aWorld({
    policy: aPolicy({
      agents: new Map([['demo', anAgent({ mcp: ['docs'] })]]),
      workers: new Map([['w1', { agent: 'demo', index: 0, mcp: ['web', 'docs'] }]]),
    }),
    tasks: [aTask('a', { stage: 'running', worker: 'w1', attempt: anAttempt({ worker: 'w1', openedIn }) })],
    wishes: [aWish('a', { mcp: ['files'] })],
    workers: [{ ...worker, generation }],
    panes: [aPane('w1')],
  });
}

function workerOf(world: World) {
  const worker = world.ledger.workers.get('w1');
  if (worker === undefined) throw new Error('there is no w1');
  return worker;
}

const all = ['docs', 'web', 'files'];

describe('the servers of a session', () => {
  test('are those of the agent, of the worker and of its task, each once', () => {
    const world = worldWith(undefined);
    expect(wantedServers(world, workerOf(world))).toEqual(all);
  });

  test('are others when a name came or went, and not when their order did', () => {
    const differs = (wanted: readonly string[]): boolean => {
      const world = worldWith({ wanted, missing: [] });
      return hasOtherServers(world, workerOf(world));
    };
    expect(differs(['files', 'docs', 'web'])).toBe(false);
    expect(differs(['docs', 'web'])).toBe(true);
    expect(differs([...all, 'more'])).toBe(true);
  });

  test('that one with others gets a fresh one before it is told its task', () => {
    const { notes } = decide(worldWith({ wanted: ['docs'], missing: [] }));
    expect(notes.flatMap(({ facts }) => facts)).toMatchObject([
      { type: 'worker.restarting', worker: 'w1', because: 'fresh' },
    ]);
    expect(notes[0]?.evidence[0]?.says).toBe('this session has other servers');
  });

  test('are left as they are once it was told its task', () => {
    const { notes } = decide(worldWith({ wanted: ['docs'], missing: [] }, [1]));
    expect(notes).toEqual([]);
  });

  test('that it does without are told with the reason', () => {
    const missing = [{ name: 'web', because: 'it answers with status 401' }];
    const world = worldWith({ wanted: all, missing });
    expect(explainServers(world, 'w1')).toContain('no MCP server web (it answers with status 401)');
    expect(serverProblems(world)).toMatchObject([
      { file: 'w1', message: 'works without the MCP server "web": it answers with status 401' },
    ]);
    expect(explainServers(worldWith({ wanted: all, missing: [] }), 'w1')).toBeNull();
  });
});
