import { counted } from '../domain/counted.ts';
import type { Lease } from '../domain/lease.ts';
import type { WorkerState } from '../domain/ledger.ts';
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
  if (lease === null) return isOn ? [began(world, worker, generation.number)] : [];
  return isOn && lease.generation === generation.number ? [] : [ended(world, worker, lease)];
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

function ended(world: World, { name }: WorkerState, lease: Lease): Note {
  const changes = changesOf(world, name, lease);
  const said = changes.length === 0 ? 'nothing is seen to have changed' : changes.join(', ');
  return {
    rule: 'lease',
    why: `you typed in the session of ${name} (${shortDuration(world.now - lease.at)}): ${said}`,
    evidence: [{ source: 'tmux', at: world.now, says: 'nobody types there any more' }],
    facts: [{ type: 'lease.ended', worker: name }],
  };
}

function changesOf(world: World, name: string, lease: Lease): readonly string[] {
  const head = headOf(world, name);
  const files = filesOf(world, name);
  return [
    ...(lease.prompts === 0 ? [] : [`${counted(lease.prompts, 'prompt')} of yours`]),
    ...(lease.interrupted === 0 ? [] : [`${counted(lease.interrupted, 'turn')} interrupted`]),
    ...(head === null || lease.head === null || head === lease.head
      ? []
      : [`its head moved from ${lease.head.slice(0, 8)} to ${head.slice(0, 8)}`]),
    ...(files === null || lease.files === null || files === lease.files
      ? []
      : [`uncommitted files ${lease.files} before, ${files} now`]),
  ];
}

/** As they were counted last; null: they were not. */
function filesOf({ uncommitted }: World, name: string): number | null {
  const files = uncommitted.get(name)?.files;
  return files?.known === true ? files.value : null;
}
