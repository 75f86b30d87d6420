import type { Fact, KnownTask } from '../domain/facts.ts';
import type { Note } from '../domain/plan.ts';
import type { TaskWish } from '../domain/wish.ts';
import type { World } from '../domain/world.ts';
import { syncedOf } from './synced.ts';

const PER_NOTE = 500;

/** Takes tasks into the ledger that it never heard of. What is finished already was finished before Czar. */
export function firstSight(world: World): readonly Note[] {
  const wishes = world.graph.unseen.flatMap((id) => world.wish.tasks.get(id) ?? []);
  const notes: Note[] = [];
  for (let from = 0; from < wishes.length; from += PER_NOTE)
    notes.push(meet(world, wishes.slice(from, from + PER_NOTE)));
  return notes;
}

function meet(world: World, wishes: readonly TaskWish[]): Note {
  const tasks = wishes.map(
    (wish): KnownTask => ({
      task: wish.id,
      beforeCzar: wish.status === 'complete' || wish.status === 'merged',
      synced: syncedOf(world, wish),
      title: wish.title,
    }),
  );
  const before = tasks.filter((task) => task.beforeCzar).length;
  const first = wishes[0]?.id ?? '';
  const which = wishes.length === 1 ? `task ${first} is new` : `${wishes.length} tasks are new`;
  return {
    rule: 'first-sight',
    why: before === 0 ? which : `${which}, ${before} finished before Czar`,
    evidence: [{ source: 'file', at: world.now, says: 'the queue' }],
    facts: [{ type: 'tasks.known', tasks }, ...wishes.flatMap(givenUp)],
  };
}

/** Failed and cancelled tasks stay what they are; every other unfinished one counts as pending. */
function givenUp({ id, status }: TaskWish): readonly Fact[] {
  if (status !== 'failed' && status !== 'cancelled') return [];
  return [
    {
      type: 'task.stage',
      task: id,
      stage: status,
      phase: null,
      because: 'the queue had it so at first sight',
    },
  ];
}
