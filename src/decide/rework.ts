import type { OutdatedStart } from '../domain/begun-on.ts';
import { quotedEnd, quotedList, type Evidence } from '../domain/evidence.ts';
import type { TaskState, WorkItem } from '../domain/ledger.ts';
import { printable } from '../domain/names.ts';
import type { Note } from '../domain/plan.ts';
import { passes, type GateVerdict } from '../domain/pull-request.ts';
import type { World } from '../domain/world.ts';
import { SECRETS_RULE } from './change-rules.ts';
import { questionNotes } from './questions.ts';
import { parkingQuestion } from './readiness.ts';
import type { Rule } from './rule.ts';

/** Sends findings back to the task's worker: what a gate printed, which files conflict. Too many of them need a human. */
export const rework: Rule = (world) => ({
  notes: [...world.ledger.active].flatMap((id) => {
    const task = world.ledger.tasks.get(id);
    return task === undefined ? [] : findingNotes(world, task);
  }),
});

function findingNotes(world: World, task: TaskState): readonly Note[] {
  const { gate } = task;
  if (
    task.stage !== 'complete' ||
    task.phase === 'rework' ||
    gate === null ||
    gate.head !== task.attempt?.judged ||
    // Found on top of a merge that is only expected: it may be the other one's fault.
    gate.tip !== world.ledger.integration.tip
  )
    return [];
  if (gate.verdict !== 'failed' && gate.verdict !== 'conflict') return [];
  const finding = findingOf(world, task, gate);
  return usedUp(world, task, gate)
    ? ask(world, task, { gate, finding })
    : [sendBack(world, task, { gate, finding })];
}

interface Found {
  readonly gate: GateVerdict;
  readonly finding: Finding;
}

/** What a gate found, for the worker: its own words, and what is only quoted. */
interface Finding {
  readonly says: string;
  readonly text: string;
  readonly data: string;
}

/** What failed checks or a conflict come to. */
export function findingOf(world: World, task: TaskState, gate: GateVerdict): Finding {
  return gate.verdict === 'failed' ? failedChecks(gate) : conflicting(world, task, gate);
}

function usedUp({ policy }: World, task: TaskState, gate: GateVerdict): boolean {
  return gate.verdict === 'failed'
    ? task.gateFailures >= policy.retries.gates
    : task.conflictCount > policy.retries.conflicts;
}

function failedChecks({ checks }: GateVerdict): Finding {
  const failed = checks.filter(({ verdict }) => verdict === 'failed' || verdict === 'timed-out');
  const names = failed
    .map(({ name, verdict }) => `${name}${verdict === 'timed-out' ? ' (timed out)' : ''}`)
    .join(', ');
  return {
    says: `failed: ${names}`,
    text: [
      `Merged with the work of the others, these checks fail: ${names}. Make them pass.`,
      ...failed.flatMap(({ name }) => HELP[name] ?? []),
    ].join(' '),
    data: failed.map(({ name, tail }) => `${name}:\n${tail}`).join('\n\n'),
  };
}

/** What a rule of the config wants. */
const HELP: Readonly<Record<string, string>> = {
  [SECRETS_RULE]:
    'A secret that was committed is still in the commit when a later one takes it away: rewrite the commits of your branch without it (git reset --soft, then commit anew), and read it from the environment instead.',
  'rules/docs': 'Say in the documentation what changed for its readers.',
  'rules/changelog': 'Add a line to the changelog.',
};

function conflicting(world: World, task: TaskState, { conflicts, outdated }: GateVerdict): Finding {
  const { branch: integration } = world.ledger.integration;
  if (outdated !== undefined) return begunOnOther(outdated, integration);
  const others = mergedSince(world, task);
  return {
    says: `conflicts in ${namesText(conflicts)}`,
    text: `Your branch conflicts with what was merged before. Run "git merge ${integration}" (this one merge is allowed), resolve the conflicts so that both sides' intent is kept, run the tests and commit. What was meant there: git log HEAD..${integration} -- <file>`,
    data: [
      ...conflicts,
      ...(others.length === 0 ? [] : ['', 'Merged since this was begun:', ...others]),
    ].join('\n'),
  };
}

const MOST_NAMED = 3;

/** "src/cart.ts", "src/a.ts, src/b.ts, src/c.ts and 2 more". */
function namesText(files: readonly string[]): string {
  const named = files.slice(0, MOST_NAMED).map((file) => printable(file).slice(0, LONGEST_NAME));
  const rest = files.length - named.length;
  return `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

const LONGEST_NAME = 200;
const MOST_OTHERS = 10;

/** The other side of a conflict: tasks whose work came in after this attempt began, the newest first. */
function mergedSince({ ledger }: World, { id, attempt }: TaskState): readonly string[] {
  const since = attempt?.startedAt ?? Number.POSITIVE_INFINITY;
  return [...ledger.tasks.values()]
    .flatMap((task) => (task.id !== id && task.merged !== null && task.merged.at >= since ? [task] : []))
    .toSorted((a, b) => (b.merged?.at ?? 0) - (a.merged?.at ?? 0))
    .slice(0, MOST_OTHERS)
    .map(({ id: other, title }) => (title === null ? other : `${other}: ${title}`));
}

/** A merge cannot take it out again: commits of its own go onto what is merged. */
function begunOnOther({ start, on }: OutdatedStart, integration: string): Finding {
  const names = on.map(({ task }) => task).join(', ');
  return {
    says: `it holds work of ${names} that is another by now`,
    text: `Your branch was begun on work of ${names} that was changed or called off since. Run "git rebase --onto ${integration} ${start}" (this one rebase is allowed), so that only your own commits stay, resolve conflicts so that your intent is kept, run the tests, and commit.`,
    data: on.map(({ task, head }) => `${task}: ${head}`).join('\n'),
  };
}

function sendBack(world: World, task: TaskState, { gate, finding }: Found): Note {
  const item: WorkItem = {
    id: `rework-${gate.head.slice(0, 12)}-${gate.tip.slice(0, 12)}`,
    kind: 'rework',
    from: gate.verdict === 'failed' ? 'gate' : 'conflict',
    text: finding.text,
    data: finding.data,
    at: world.now,
  };
  return {
    rule: 'rework',
    why: `${task.id} goes back to ${task.worker ?? 'its worker'}: ${finding.says}`,
    evidence: evidenceOf(gate, finding),
    facts: [
      { type: 'item.added', task: task.id, item },
      { type: 'task.stage', task: task.id, stage: 'complete', phase: 'rework', because: finding.says },
    ],
  };
}

function ask(world: World, task: TaskState, { gate, finding }: Found): readonly Note[] {
  if (parkingQuestion(world.ledger, task.id) !== null) return [];
  const topic = gate.verdict === 'failed' ? 'gates-failing' : 'conflicts';
  const notes = questionNotes(world, 'rework', {
    topic,
    task: task.id,
    worker: task.worker,
    detail: finding.says,
    evidence: evidenceOf(gate, finding),
  });
  return notes.map((note) => ({
    ...note,
    facts: [
      ...note.facts,
      { type: 'task.stage', task: task.id, stage: 'complete', phase: 'rework', because: finding.says },
    ],
  }));
}

function evidenceOf(gate: GateVerdict, { says }: Finding): readonly Evidence[] {
  const where = `at ${gate.head.slice(0, 8)} on ${gate.tip.slice(0, 8)}`;
  return [
    { source: 'gate', at: gate.at, says: `${says} ${where}`, ...conflictLines(gate) },
    ...printed(gate),
  ];
}

/** Named in what it says, unless there are too many. */
function conflictLines({ conflicts }: GateVerdict): Pick<Evidence, 'lines'> {
  return conflicts.length > MOST_NAMED ? { lines: quotedList(conflicts.map(printable)) } : {};
}

const MOST_CHECKS = 3;

/** What failed checks printed last. */
export function printed({ checks, at }: GateVerdict): readonly Evidence[] {
  return checks
    .filter(({ verdict, tail }) => !passes(verdict) && tail.trim() !== '')
    .slice(0, MOST_CHECKS)
    .map(({ name, tail }) => ({
      source: 'gate',
      at,
      says: `${name} printed last:`,
      lines: quotedEnd(tail),
    }));
}
