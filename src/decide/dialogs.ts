import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { Action, Note } from '../domain/plan.ts';
import { shortDuration } from '../domain/units.ts';
import type { World } from '../domain/world.ts';
import { isPaused } from './activity.ts';
import { leased, leasedUntil } from './lease.ts';
import { type OwnChoice, ownChoice, whyNotByItself } from './own-choice.ts';
import { livePane } from './pane.ts';
import { earlier, type Rule, type RulePart } from './rule.ts';
import { isStray } from './strays.ts';

/** Gives the answers that were chosen for open dialogs, and chooses those few that need no human. */
export const dialogs: Rule = (world) => {
  if (world.stopping !== 'no') return {};
  const parts = [...world.ledger.workers.values()].map((worker) => partFor(world, worker));
  return {
    notes: parts.flatMap(({ notes }) => notes ?? []),
    actions: parts.flatMap(({ actions }) => actions ?? []),
    wakeAt: parts.reduce<number | null>((at, part) => earlier(at, part.wakeAt ?? null), null),
  };
};

/** What becomes of a worker's dialog without you, or null. */
export function explainDialogs(world: World, name: WorkerName): string | null {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined || !mayAnswer(world, worker)) return null;
  if ((worker.agent.chosen ?? null) !== null) return 'the answer to its dialog is about to be typed';
  const own = ownChoice(world, worker);
  return own === null || own.at <= world.now
    ? null
    : `its dialog is denied in ${shortDuration(own.at - world.now)} if you do not answer it`;
}

/** Whether a dialog ends by itself: nobody has to be waited for. */
export function endsByItself(world: World, name: WorkerName): boolean {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined || !mayAnswer(world, worker)) return false;
  return (worker.agent.chosen ?? null) !== null || ownChoice(world, worker) !== null;
}

function partFor(world: World, worker: WorkerState): RulePart {
  if (!mayAnswer(world, worker)) return {};
  const { chosen = null } = worker.agent;
  if (chosen === null) {
    const own = ownChoice(world, worker);
    if (own === null) return {};
    return own.at > world.now ? { wakeAt: own.at } : { notes: [chooses(worker, own)] };
  }
  const because = chosen.by === 'czar' ? whyNotByItself(world, worker, chosen) : null;
  if (because !== null) return { notes: [takesBack(world, worker, because)] };
  if (leased(world, worker.name)) return { wakeAt: leasedUntil(world, worker.name) };
  return { actions: answerOf(worker) };
}

/** The dialog of a task that was taken away is ended in another way. */
function mayAnswer(world: World, worker: WorkerState): boolean {
  const { name, generation, agent, restartNotBefore } = worker;
  if (generation === null || agent.activity !== 'asks' || restartNotBefore !== null) return false;
  if (isPaused(world, worker) || livePane(world, name) === null) return false;
  return !isStray(world, worker);
}

function chooses(worker: WorkerState, { choice, why }: OwnChoice): Note {
  const { name, generation, agent } = worker;
  const dialog = agent.shown?.dialog ?? null;
  const says = dialog?.choices[choice]?.says ?? '';
  return {
    rule: 'dialogs',
    why: `the dialog of ${name} is answered "${says}": ${why}`,
    evidence: [{ source: 'pane', at: agent.since, says: 'a dialog on its screen' }],
    facts: [
      {
        type: 'dialog.chosen',
        worker: name,
        generation: generation?.number ?? 0,
        chosen: { dialog: dialog?.id ?? '', choice, by: 'czar' },
      },
    ],
  };
}

function takesBack(world: World, { name, generation }: WorkerState, because: string): Note {
  return {
    rule: 'dialogs',
    why: `the dialog of ${name} is not answered by itself any more: ${because}`,
    evidence: [{ source: 'ledger', at: world.now, says: because }],
    facts: [{ type: 'dialog.chosen', worker: name, generation: generation?.number ?? 0, chosen: null }],
  };
}

function answerOf({ name, generation, agent: { chosen = null, since } }: WorkerState): readonly Action[] {
  if (generation === null || chosen === null) return [];
  return [
    {
      kind: 'answer-dialog',
      lane: `keys:${name}`,
      rule: 'dialogs',
      why:
        chosen.by === 'human' ? `you answered the dialog of ${name}` : `the dialog of ${name} needs no human`,
      evidence: [{ source: 'pane', at: since, says: 'a dialog on its screen' }],
      worker: name,
      generation: generation.number,
      dialog: chosen.dialog,
      choice: chosen.choice,
      by: chosen.by,
    },
  ];
}
