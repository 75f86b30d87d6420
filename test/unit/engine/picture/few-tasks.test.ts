import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../../src/domain/snapshot.ts';
import { withFewTasks } from '../../../../src/engine/picture/few-tasks.ts';
import { statusText } from '../../../../src/views/status.ts';
import { everyWorld, counts, emptyWorld, noon, question, taskRow } from '../../views/worlds.ts';

function shown(snapshot: Snapshot): string {
  const frame = { now: noon, zoneMs: 0, columns: 80, color: false, supervisor: 'alive', staleMs: 0 } as const;
  return statusText(snapshot, frame);
}

function manyTasks(): Snapshot {
  const statuses = ['pending', 'blocked', 'failed', 'merged', 'ready'] as const;
  const tasks = statuses.flatMap((status) =>
    Array.from({ length: 2_000 }, (_, index) => taskRow(`${status}${index}`, { status })),
  );
  return emptyWorld({ tasks, counts: counts({ total: tasks.length, ready: 2_000 }) });
}

function names({ tasks }: Snapshot): readonly string[] {
  return tasks.map(({ task }) => task);
}

test.each([
  ...everyWorld.map(([name, world]) => [name, world()] as const),
  ['thousands of tasks', manyTasks()] as const,
])('status looks the same without the rows that it does not show: %s', (_what, world) => {
  expect(shown(withFewTasks(world))).toBe(shown(world));
});

describe('of thousands of tasks', () => {
  const status = 'ready';
  const tasks = [
    taskRow('asked', { status }),
    taskRow('behind', { status, waitingFor: ['asked'] }),
    taskRow('far', { status, waitingFor: ['behind', 'other'] }),
    taskRow('other', { status, waitingFor: ['else'] }),
    taskRow('else', { status }),
  ];

  test('what waits for the task of a question is kept, near and far', () => {
    const world = emptyWorld({ tasks, questions: [question(1, { task: 'asked', worker: null })] });
    expect(names(withFewTasks(world))).toEqual(['asked', 'behind', 'far']);
    expect(shown(withFewTasks(world))).toBe(shown(world));
  });

  test('those that no list names are left out and counted', () => {
    const few = withFewTasks(manyTasks());
    expect(few.tasks).toHaveLength(3_000);
    expect(few.leftOut).toEqual({
      pending: 1_000,
      blocked: 1_000,
      failed: 1_000,
      merged: 2_000,
      ready: 2_000,
    });
  });
});
