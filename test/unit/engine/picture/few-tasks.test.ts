import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../../src/domain/snapshot.ts';
import { withFewTasks } from '../../../../src/engine/picture/few-tasks.ts';
import { statusText } from '../../../../src/views/status.ts';
import {
  brokenWorld,
  emptyWorld,
  fiftyWorkersWorld,
  finishedWorld,
  hostileWorld,
  noon,
  oneWorkerWorld,
  question,
  sixWorkersWorld,
  taskRow,
} from '../../views/worlds.ts';

function shown(snapshot: Snapshot): string {
  const frame = { now: noon, columns: 80, color: false, supervisor: 'alive', staleMs: 0 } as const;
  return statusText(snapshot, frame);
}

function names({ tasks }: Snapshot): readonly string[] {
  return tasks.map(({ task }) => task);
}

test.each([
  ['an empty one', emptyWorld()],
  ['one worker', oneWorkerWorld()],
  ['six workers', sixWorkersWorld()],
  ['fifty workers', fiftyWorkersWorld()],
  ['a broken one', brokenWorld()],
  ['a hostile one', hostileWorld()],
  ['a finished one', finishedWorld()],
])('status looks the same without the rows that it does not show: %s', (_what, world) => {
  expect(shown(withFewTasks(world))).toBe(shown(world));
});

describe('of a question about a task', () => {
  const tasks = [
    taskRow('asked'),
    taskRow('behind', { waitingFor: ['asked'] }),
    taskRow('far', { waitingFor: ['behind', 'other'] }),
    taskRow('other', { waitingFor: ['else'] }),
    taskRow('else'),
  ];

  test('what waits for it is kept, near and far, and nothing else', () => {
    const world = emptyWorld({ tasks, questions: [question(1, { task: 'asked', worker: null })] });
    expect(names(withFewTasks(world))).toEqual(['asked', 'behind', 'far']);
    expect(shown(withFewTasks(world))).toBe(shown(world));
  });

  test('without questions no waiting task is kept', () => {
    expect(names(withFewTasks(emptyWorld({ tasks })))).toEqual([]);
  });
});
