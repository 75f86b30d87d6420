import { join } from 'node:path';
import type { KnownNames, NewTask } from '../surfaces/cli/project-door.ts';
import { openForEdits } from './human-files.ts';
import type { Place } from './place.ts';

/** Workers and tasks as the files name them now. */
export async function knownNames(place: Place): Promise<KnownNames> {
  const files = await openForEdits(place);
  try {
    const { tasks } = await files.wish();
    const { policy } = await files.policy();
    return { workers: [...policy.workers.keys()], tasks: [...tasks.keys()] };
  } finally {
    await files.close();
  }
}

export async function addTask(place: Place, task: NewTask): Promise<void> {
  const files = await openForEdits(place);
  try {
    await files.edit({ do: 'add', ...task });
  } finally {
    await files.close();
  }
}

/** Where the text of a task is, or would be. Null: there is no such task. */
export async function taskFile(place: Place, task: string): Promise<string | null> {
  const files = await openForEdits(place);
  try {
    const entry = (await files.wish()).tasks.get(task);
    if (entry === undefined) return null;
    return entry.textFile === null
      ? join(place.home, 'tasks', `${task}.md`)
      : join(place.root, entry.textFile);
  } finally {
    await files.close();
  }
}
