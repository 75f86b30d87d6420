import { describe, expect, test } from 'vitest';
import { decideAnswer } from '../../../src/decide/answers.ts';
import { explainHealth } from '../../../src/decide/health.ts';
import { recovery } from '../../../src/decide/recovery.ts';
import { explainServerDeaths, serverDeaths } from '../../../src/decide/server-deaths.ts';
import { explainSession, sessions } from '../../../src/decide/sessions.ts';
import { isSettled } from '../../../src/decide/settled.ts';
import { whyNotFree } from '../../../src/decide/taking.ts';
import type { ServerDeath } from '../../../src/domain/ledger.ts';
import { known } from '../../../src/domain/seen.ts';
import type { World } from '../../../src/domain/world.ts';
import { whyOf } from '../../../src/engine/picture/why.ts';
import { afterFacts, factsOf, settled } from '../../support/folded.ts';
import { aGeneration, aRunningTask, aSeatedWorker, NOON } from '../../support/ledger-parts.ts';
import { aPolicy, workersNamed } from '../../support/policy.ts';
import { aWorld } from '../../support/world.ts';

const OTHER = 900;

function earlier(count: number): readonly ServerDeath[] {
  return Array.from({ length: count }, (_, at) => ({ pid: 500 + at, at: NOON - 60_000 * (count - at) }));
}

/** Two workers at work in one server, which is gone. */
function bereft(deaths: readonly ServerDeath[] = []): World {
  const names = ['w1', 'w2'] as const;
  return aWorld({
    policy: aPolicy({ workers: workersNamed(...names) }),
    tasks: names.map((worker) => aRunningTask(`of-${worker}`, { worker })),
    workers: names.map((worker) =>
      aSeatedWorker(worker, {
        task: `of-${worker}`,
        generation: aGeneration(worker, { startedAt: NOON - 9_000 }),
      }),
    ),
    terminal: known({ serverPid: OTHER, panes: [] }, NOON),
    ledger: { serverDeaths: deaths },
  });
}

function afterwards(world: World): World {
  return settled(recovery, settled(serverDeaths, world));
}

describe('a death of the tmux server', () => {
  test('is counted once, and against no worker', () => {
    const world = bereft();
    const { serverPid } = aGeneration('w1');
    expect(factsOf(serverDeaths, world)).toEqual([{ type: 'server.died', pid: serverPid }]);
    const after = afterwards(world);
    expect(after.ledger.serverDeaths).toEqual([{ pid: serverPid, at: NOON }]);
    expect([...after.ledger.questions.values()]).toEqual([]);
    for (const worker of after.ledger.workers.values()) {
      expect(worker).toMatchObject({ crashes: [], quarantined: null, restartNotBefore: NOON, restarts: 1 });
      expect(worker.lastEnd).toMatchObject({ how: 'lost', withServer: true });
    }
    expect(factsOf(serverDeaths, after)).toEqual([]);
    expect(sessions(after).actions?.map(({ kind }) => kind)).toEqual(['start-session', 'start-session']);
    expect(explainServerDeaths(after)).toBe('the tmux server died once in 15m');
    expect(whyOf(after, '')).toContain('the tmux server died once in 15m');
  });

  test('is told of each worker that it took along', () => {
    const ended = settled(serverDeaths, bereft());
    const after = afterFacts(ended, ...factsOf(recovery, ended).slice(0, 1));
    expect(explainHealth(after, 'w1')).toBe('it is crashed: its session went with the tmux server');
  });

  test('of a pid that died before is another one', () => {
    const { serverPid } = aGeneration('w1');
    const after = settled(serverDeaths, bereft([{ pid: serverPid, at: NOON - 10_000 }]));
    expect(after.ledger.serverDeaths).toHaveLength(2);
  });

  test('makes the next start wait longer each time', () => {
    const waits = [0, 1, 2, 3].map((count) => {
      const after = afterwards(bereft(earlier(count)));
      return (after.ledger.workers.get('w1')?.restartNotBefore ?? 0) - NOON;
    });
    expect(waits[0]).toBe(0);
    expect(waits.toSorted((one, other) => one - other)).toEqual(waits);
    expect(new Set(waits).size).toBe(4);
  });

  test('long ago says nothing', () => {
    const old = earlier(9).map((death) => ({ ...death, at: death.at - 3_600_000 }));
    const after = afterwards(bereft(old));
    expect(after.ledger.questions.size).toBe(0);
    expect(explainServerDeaths(after)).toContain('once');
  });
});

describe('one death too many', () => {
  const held = (): World => afterwards(bereft(earlier(5)));

  test('is one question, and no session is started before its answer', () => {
    const world = held();
    expect([...world.ledger.questions.values()]).toMatchObject([
      {
        topic: 'server-dies',
        text: 'the tmux server died 6 times in 15m: no session is started',
        worker: null,
        holds: 'all',
      },
    ]);
    for (const worker of world.ledger.workers.values()) {
      expect(worker).toMatchObject({ generation: null, quarantined: null, restartNotBefore: null });
      expect(whyNotFree(world, worker)).toBe('its session cannot be started');
    }
    expect(sessions(world).actions).toEqual([]);
    expect(explainSession(world, 'w1')).toContain('the tmux server died 6 times in 15m');
    expect(whyOf(world, 'q-1')).toContain('every worker waits for the answer (czar answer 1)');
    expect(isSettled(world)).toBe(true);
    const later = { ...world, now: world.now + 3_600_000 };
    expect(settled(recovery, later)).toBe(later);
    expect(sessions(later).actions).toEqual([]);
  });

  test('is forgotten with the answer, and everybody goes on with the task in its seat', () => {
    const world = held();
    const [question] = world.ledger.questions.values();
    if (question === undefined) throw new Error('nothing is asked');
    const answered = decideAnswer(world, { question, text: 'again', order: 'o-1' });
    if (!answered.ok) throw new Error(answered.because);
    const after = settled(
      recovery,
      afterFacts(world, ...answered.facts, {
        type: 'question.closed',
        id: question.id,
        answer: 'again',
        because: 'answered',
      }),
    );
    expect(after.ledger.serverDeaths).toEqual([]);
    expect(factsOf(serverDeaths, after)).toEqual([]);
    expect(sessions(after).actions?.map(({ kind }) => kind)).toEqual(['start-session', 'start-session']);
    expect(after.ledger.workers.get('w1')?.task).toBe('of-w1');
  });
});
