import { explainProjectBudget } from '../../decide/budget.ts';
import { explainServerDeaths } from '../../decide/server-deaths.ts';
import { isSettled } from '../../decide/settled.ts';
import { whyNarrow } from '../../decide/width.ts';
import type { Stage } from '../../domain/ledger.ts';
import { questionName } from '../../domain/question.ts';
import type { World } from '../../domain/world.ts';

const STAGES: readonly Stage[] = ['running', 'complete', 'pending', 'merged', 'failed', 'cancelled'];
const MOST_LISTED = 20;

/** How many tasks are begun, and wait for an answer: nobody is at them, or their agent waits in place. */
function parkedRunning({ ledger }: World): number {
  const parked = [...ledger.questions.values()].flatMap(({ holds, task, worker }) => {
    const own = holds === 'worker' ? (ledger.workers.get(worker ?? '')?.task ?? task) : task;
    const waits = (holds === 'task' || holds === 'worker') && own !== null;
    return waits && ledger.tasks.get(own)?.stage === 'running' ? [own] : [];
  });
  return new Set(parked).size;
}

/** What holds up the project as a whole. */
export function whyProject(world: World): readonly (string | null)[] {
  const { ledger, wish, graph } = world;
  const parked = parkedRunning(world);
  const stages = STAGES.flatMap((stage) => {
    const count = (ledger.stages.get(stage) ?? 0) - (stage === 'running' ? parked : 0);
    return count === 0 ? [] : [`${count} ${stage}`];
  });
  if (parked > 0) stages.unshift(`${parked} begun and waiting for you`);
  return [
    `project: ${stages.length === 0 ? 'no task yet' : stages.join(', ')}, ${graph.ready.size} ready`,
    ledger.pausedAll ? 'everything is paused (czar resume)' : null,
    world.stopping === 'no' ? null : 'the supervisor is going down: nothing new is begun',
    world.terminal.known ? null : `tmux cannot be reached: ${world.terminal.reason}`,
    explainServerDeaths(world),
    whyNarrow(world),
    explainProjectBudget(world),
    isSettled(world) ? 'nothing more happens without you or an edit' : null,
    ...[...ledger.questions.values()]
      .slice(0, MOST_LISTED)
      .map(({ id, text }) => `waits for your answer: ${questionName(id)}: ${text}`),
    ...wish.problems
      .slice(0, MOST_LISTED)
      .map(({ file, line, message }) => `${file}${line === null ? '' : `:${line}`}: ${message}`),
    ...graph.cycles
      .slice(0, MOST_LISTED)
      .map((path) => `tasks that wait for each other: ${path.join(' -> ')}`),
  ];
}
