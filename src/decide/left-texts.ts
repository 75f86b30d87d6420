import type { LeftText } from '../domain/left-text.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { Action } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import type { Rule } from './rule.ts';

/** Takes away the files of texts that were too long to be typed, once nobody needs to read them any more. */
export const leftTexts: Rule = (world) => {
  if (world.stopping !== 'no') return {};
  return { actions: [...world.ledger.workers.values()].flatMap((worker) => dropping(world, worker)) };
};

function dropping(world: World, worker: WorkerState): readonly Action[] {
  const { name, texts = [], worktree } = worker;
  const needed = texts.filter((text) => isNeeded(world, worker, text));
  if (worktree === null || needed.length === texts.length) return [];
  const over = texts.filter((text) => !needed.includes(text)).map(({ delivery }) => delivery);
  return [
    {
      kind: 'drop-texts',
      lane: `tree:${name}`,
      rule: 'left-texts',
      why: `nobody needs to read ${over.join(', ')} any more`,
      evidence: [{ source: 'ledger', at: world.now, says: 'refused, or what it is about is over' }],
      worker: name,
      keep: needed.map(({ delivery }) => delivery),
    },
  ];
}

/** A text about no task is for the session that got it. */
function isNeeded({ ledger }: World, { generation }: WorkerState, text: LeftText): boolean {
  if (ledger.receipts.get(text.delivery)?.verdict === 'refused') return false;
  if (text.task === null) return generation?.number === text.generation;
  const task = ledger.tasks.get(text.task);
  const isOn = task?.stage === 'running' || task?.stage === 'complete';
  return isOn && task.attempt?.number === text.attempt;
}
