import type { TaskId } from '../../domain/names.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Problem, TaskWish, Wish } from '../../domain/wish.ts';
import { namesOf, wasRefused } from '../../decide/acceptance.ts';
import type { Core } from '../core.ts';
import type { Trusted } from '../trust.ts';

/** Reads what humans want as it stands now. Broken files change nothing: their last good version stays in force. */
export async function observeFiles(core: Core): Promise<void> {
  const { parts, senses, options } = core;
  const { policy, problems } = await parts.files.policy();
  const shown = core.ownWrites.reading();
  const wish = await parts.files.wish();
  const trusted = await core.trust.look({ policy, wish });
  core.remembered.atStart ??= trusted.policy;
  const held = holdAtStart(trusted.policy, core.remembered.atStart);
  senses.policy = held.policy;
  senses.unaccepted = trusted.unaccepted;
  senses.policyProblems = [...problems, ...held.problems, ...problemsOf(core, trusted)];
  if (wish !== core.remembered.rawWish) {
    core.remembered.rawWish = wish;
    senses.wish = narrowed(wish, options.only);
    core.followWish();
  }
  shown();
  senses.textHashes = await textHashes(core);
}

function problemsOf(core: Core, { unaccepted, problem }: Trusted): readonly Problem[] {
  const left =
    unaccepted !== null && wasRefused(core.book, unaccepted)
      ? [`${namesOf(unaccepted)}: not accepted; what was accepted before stays in force`]
      : [];
  return [...(problem === null ? [] : [problem]), ...left].map(problemOf);
}

/** What sessions, branches and paths were made with stays in force until the next start, and a change of it is said. */
function holdAtStart(
  policy: Policy,
  atStart: Policy,
): { readonly policy: Policy; readonly problems: readonly Problem[] } {
  const { project, root, home, base, worktrees, forge, github, tmuxSocket, git } = atStart;
  const held: Policy = { ...policy, project, root, home, base, worktrees, forge, github, tmuxSocket, git };
  const changed = HELD.filter((key) => JSON.stringify(policy[key]) !== JSON.stringify(atStart[key]));
  return { policy: held, problems: changed.map(waitsForStart) };
}

const HELD = ['project', 'home', 'base', 'worktrees', 'forge', 'github', 'tmuxSocket', 'git'] as const;

function waitsForStart(key: (typeof HELD)[number]): Problem {
  const name = key === 'tmuxSocket' ? 'tmux.socket' : key;
  return problemOf(`"${name}" was changed: takes effect at the next start`);
}

function problemOf(message: string): Problem {
  return { file: 'czar.config.json', line: null, column: null, message, tasks: [] };
}

/** `start <task>…`: everything but these and what they depend on is on hold. */
function narrowed(wish: Wish, only: readonly TaskId[]): Wish {
  if (only.length === 0) return wish;
  const wanted = new Set<TaskId>();
  const waiting = [...only];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (wanted.has(id)) continue;
    wanted.add(id);
    waiting.push(...(wish.tasks.get(id)?.after ?? []));
  }
  const tasks = [...wish.tasks].map(([id, task]): [TaskId, TaskWish] => [
    id,
    wanted.has(id) ? task : { ...task, hold: true },
  ]);
  return { ...wish, tasks: new Map(tasks) };
}

function textHashes({ parts, book }: Core): Promise<ReadonlyMap<TaskId, string>> {
  const running = [...book.ledger.active].filter((id) => book.ledger.tasks.get(id)?.stage === 'running');
  return parts.files.textHashes(running);
}
