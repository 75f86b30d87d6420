import { explainConflicts } from '../../decide/conflicts.ts';
import { explainFailures } from '../../decide/failures.ts';
import { explainOrders } from '../../decide/orders.ts';
import { explainQuestions } from '../../decide/standing.ts';
import { plainReason, type Reason, type Reasoned } from '../../domain/reason.ts';
import type { World } from '../../domain/world.ts';
import { said, underWayLines } from './lines.ts';
import { whyOmnibus } from './why-omnibus.ts';
import { whyProject } from './why-project.ts';
import { whyPullRequest } from './why-pull-request.ts';
import { knownOfQuestions, whyQuestion } from './why-question.ts';
import { whyTask } from './why-task.ts';
import { whyTextFiles } from './why-text-file.ts';
import { whyWorker } from './why-worker.ts';

/**
 * Why a worker, a task, a question (`q-3`, `3`), a pull request (`60`, `#60`), `omnibus` or the project (empty, or its name) is where
 * it is: one sentence per line, with what each rests on. A primary task carries its worker's name: both are told. Nothing for a name
 * that nothing has.
 */
export function reasonsOf(world: World, about: string): readonly Reason[] {
  if (about === '') return said([...whyProject(world), ...whyOmnibus(world)]);
  const named = [...whyWorker(world, about), ...whyTask(world, about)];
  if (named.length > 0) return said([...named, ...whySubject(world, about)]);
  if (about === world.policy.project) return reasonsOf(world, '');
  if (about === 'omnibus') return said(whyOmnibus(world));
  return said([...whyQuestion(world, about), ...whyPullRequest(world, about)]);
}

/** The same for whoever reads it at once, without times of day. */
export function whyOf(world: World, about: string): readonly string[] {
  return reasonsOf(world, about).map((reason) => plainReason(reason, world.now));
}

/** What is said of workers and tasks alike. */
function whySubject(world: World, name: string): readonly Reasoned[] {
  const questions = explainQuestions(world, name);
  const failure = explainFailures(world, name);
  return [
    ...underWayLines(world, name),
    ...whyTextFiles(world, name),
    questions === null ? null : `it waits for your answer: ${questions}`,
    ...knownOfQuestions(world, name),
    failure === null ? null : `it failed last: ${failure}`,
    explainConflicts(world, name),
    explainOrders(world, name),
  ];
}
