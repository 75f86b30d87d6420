import { counted } from '../domain/counted.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { Sha } from '../domain/names.ts';
import type { Note } from '../domain/plan.ts';
import { shortDuration } from '../domain/units.ts';
import type { World } from '../domain/world.ts';
import { leased, leasedUntil } from './lease.ts';
import { earlier, type Rule } from './rule.ts';
import { headOf } from './work-looks.ts';

/** Notes that a person begins to type in a session, and afterwards what has changed there. */
export const leases: Rule = (world) => {
  if (!world.terminal.known) return {};
  const workers = [...world.ledger.workers.values()];
  return {
    notes: workers.flatMap((worker) => noted(world, worker)),
    wakeAt: workers.reduce<number | null>((at, { name }) => earlier(at, leasedUntil(world, name)), null),
  };
};

function noted(world: World, worker: WorkerState): readonly Note[] {
  const { generation, lease = null } = worker;
  const isOn = generation !== null && leased(world, worker.name);
  if (lease !== null) return isOn && lease.generation === generation.number ? [] : [ended(world, worker)];
  if (isOn) return [began(world, worker, generation.number)];
  return wasMissed(world, worker) ? [missed(world, worker)] : [];
}

/** They came and went between two looks. */
function wasMissed({ terminal }: World, { byHand = null }: WorkerState): boolean {
  return byHand !== null && terminal.known && terminal.at > byHand.at;
}

function began(world: World, { name }: WorkerState, generation: number): Note {
  return {
    rule: 'lease',
    why: `you type in the session of ${name}: what Czar has for it waits`,
    evidence: [{ source: 'tmux', at: world.now, says: 'somebody who is attached presses keys' }],
    facts: [
      {
        type: 'lease.began',
        worker: name,
        generation,
        head: headOf(world, name),
        files: filesOf(world, name),
      },
    ],
  };
}

function ended(world: World, worker: WorkerState): Note {
  const { name, lease } = worker;
  const changes = changesOf(world, worker);
  const said = changes.length === 0 ? 'nothing is seen to have changed' : changes.join(', ');
  const took = shortDuration(world.now - (lease?.at ?? world.now));
  return {
    rule: 'lease',
    why: `you typed in the session of ${name} (${took}): ${said}`,
    evidence: [{ source: 'tmux', at: world.now, says: 'nobody types there any more' }],
    facts: [{ type: 'lease.ended', worker: name }],
  };
}

/** Whose they are cannot be told: some agents give themselves prompts. */
function missed(world: World, { name, byHand }: WorkerState): Note {
  const prompts = counted(byHand?.prompts ?? 0, 'prompt');
  return {
    rule: 'lease',
    why: `the session of ${name} got ${prompts} not from Czar, and nobody was seen to type there`,
    evidence: [
      { source: 'event', at: byHand?.at ?? world.now, says: 'a prompt without the id of a delivery' },
    ],
    facts: [{ type: 'lease.ended', worker: name }],
  };
}

function changesOf(world: World, { name, lease = null, byHand = null }: WorkerState): readonly string[] {
  const { prompts = 0, interrupted = 0 } = byHand ?? {};
  return [
    ...(prompts === 0 ? [] : [`${counted(prompts, 'prompt')} of yours`]),
    ...(interrupted === 0 ? [] : [`${counted(interrupted, 'turn')} interrupted`]),
    ...moved(lease?.head ?? null, headOf(world, name)),
    ...changed(lease?.files ?? null, filesOf(world, name)),
  ];
}

function moved(before: Sha | null, now: Sha | null): readonly string[] {
  if (before === null || now === null || before === now) return [];
  return [`its head moved from ${before.slice(0, 8)} to ${now.slice(0, 8)}`];
}

function changed(before: number | null, now: number | null): readonly string[] {
  if (before === null || now === null || before === now) return [];
  return [`uncommitted files ${before} before, ${now} now`];
}

/** As they were counted last; null: they were not. */
function filesOf({ uncommitted }: World, name: string): number | null {
  const files = uncommitted.get(name)?.files;
  return files?.known === true ? files.value : null;
}
