import { quotedEnd, type Evidence } from '../domain/evidence.ts';
import type { Fact } from '../domain/facts.ts';
import type { AskedHead, ForgeCheck, ForgeEvidence, ForgeReview } from '../domain/forge-report.ts';
import type { TaskState, WorkItem } from '../domain/ledger.ts';
import type { Note } from '../domain/plan.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { World } from '../domain/world.ts';
import { ciStanding, evidenceAt, namesOf } from './ci.ts';
import { type Judged, judgedTasks, pullRequestOf } from './judged.ts';
import { omnibusToAsk } from './omnibus-hold.ts';
import { questionNotes } from './questions.ts';
import type { Rule } from './rule.ts';

const RULE = 'forge-findings';

/**
 * Sends back what others found at the forge: checks that failed, and changes that a person asks for. What they took back before
 * the worker was told is not told.
 */
export const forgeFindings: Rule = (world) => {
  if (world.forge === 'local' || world.stopping !== 'no' || world.ledger.pausedAll) return {};
  return {
    notes: [
      ...judgedTasks(world).flatMap((work) => found(world, work)),
      ...[...world.ledger.active].flatMap((id) => takenBack(world, world.ledger.tasks.get(id))),
    ],
  };
};

/**
 * Heads of finished work that the forge is asked about: also of what goes back for what it said, until that is told, and of an
 * omnibus that is to be merged.
 */
export function headsToAsk(world: World): readonly AskedHead[] {
  const judged = judgedTasks(world).flatMap(({ task, head }): AskedHead[] => {
    const pr = pullRequestOf(world, task);
    return pr?.headSha === head ? [{ number: pr.number, headSha: head }] : [];
  });
  const waiting = [...world.ledger.active].flatMap((id): AskedHead[] => {
    const task = world.ledger.tasks.get(id);
    const pr = task === undefined || waitingItem(task) === null ? null : pullRequestOf(world, task);
    return pr === null ? [] : [{ number: pr.number, headSha: pr.headSha }];
  });
  return [...judged, ...waiting, ...omnibusToAsk(world)];
}

/** What others found in work that was sent back for it, for a session that was not there. */
export function foundAtForge(world: World, task: TaskState): Found | null {
  const pr = task.pullRequest === null ? undefined : world.ledger.pullRequests.get(task.pullRequest);
  const head = task.attempt?.judged ?? null;
  if (pr === undefined || head === null) return null;
  const reviews = evidenceAt(pr, head)?.reviews.filter(asksForChanges) ?? [];
  return findingOf(failedChecks(world, pr, head), reviews, head);
}

interface Found {
  readonly says: string;
  /** In Czar's own words. */
  readonly text: string;
  /** In those of others. */
  readonly data: string;
}

function found(world: World, { task, head }: Judged): readonly Note[] {
  const pr = pullRequestOf(world, task);
  const evidence = pr === null ? null : evidenceAt(pr, head);
  if (pr === null || evidence === null) return [];
  const checks = failedChecks(world, pr, head);
  const reviews = untold(task, evidence);
  const finding = findingOf(checks, reviews, head);
  if (finding === null) return [];
  const counted: readonly Fact[] =
    checks.length === 0 ? [] : [{ type: 'checks.failed', task: task.id, head }];
  // What a person asks for is told however often checks failed.
  if (reviews.length === 0 && (task.ciFailures ?? 0) + 1 >= world.policy.retries.gates)
    return usedUp(world, task, { finding, evidence, counted });
  return [sendBack(world, task, { finding, evidence, reviews, counted })];
}

/** What somebody asks for is told once, at whatever head they looked. */
function untold({ reviewsTold = [] }: TaskState, { reviews }: ForgeEvidence): readonly ForgeReview[] {
  return reviews.filter((review) => asksForChanges(review) && !reviewsTold.includes(review.id));
}

function asksForChanges({ verdict }: ForgeReview): boolean {
  return verdict === 'changes-requested';
}

function failedChecks(world: World, pr: PullRequest, head: string): readonly ForgeCheck[] {
  const standing = ciStanding(world, pr, head);
  return standing.is === 'failed' ? standing.checks : [];
}

interface SentBack {
  readonly finding: Found;
  readonly evidence: ForgeEvidence;
  readonly counted: readonly Fact[];
}

/** Czar's own name for what it tells because of the forge. */
const ITEM = 'forge-';

function sendBack(
  world: World,
  task: TaskState,
  { finding, evidence, reviews, counted }: SentBack & { readonly reviews: readonly ForgeReview[] },
): Note {
  const told = reviews.map(({ id }) => id);
  const item: WorkItem = {
    id: `${ITEM}${evidence.head.slice(0, 12)}-${told[0] ?? 'checks'}`,
    kind: 'rework',
    from: told.length > 0 ? 'review' : 'gate',
    text: finding.text,
    data: finding.data,
    at: world.now,
  };
  return {
    rule: RULE,
    why: `${task.id} goes back to ${task.worker ?? 'its worker'}: ${finding.says}`,
    evidence: seen(evidence, finding),
    facts: [
      ...counted,
      ...(told.length === 0 ? [] : [{ type: 'reviews.told', task: task.id, reviews: told } as const]),
      { type: 'item.added', task: task.id, item },
      { type: 'task.stage', task: task.id, stage: 'complete', phase: 'rework', because: finding.says },
    ],
  };
}

function usedUp(world: World, task: TaskState, { finding, evidence, counted }: SentBack): readonly Note[] {
  const notes = questionNotes(world, RULE, {
    topic: 'gates-failing',
    task: task.id,
    worker: task.worker,
    detail: finding.says,
    evidence: seen(evidence, finding),
  });
  const because = finding.says;
  const stage = { type: 'task.stage', task: task.id, stage: 'complete', phase: 'rework', because } as const;
  return notes.map((note) => ({ ...note, facts: [...counted, ...note.facts, stage] }));
}

function seen({ number, head, at }: ForgeEvidence, { says, data }: Found): readonly Evidence[] {
  return [
    { source: 'forge', at, says: `#${number} at ${head.slice(0, 8)}: ${says}`, lines: quotedEnd(data) },
  ];
}

/** Null: nothing was found. */
function findingOf(
  checks: readonly ForgeCheck[],
  reviews: readonly ForgeReview[],
  head: string,
): Found | null {
  const says = [
    ...(checks.length === 0 ? [] : [`${namesOf(checks)} failed at GitHub`]),
    ...reviews.map(({ by }) => `${by} asks for changes`),
  ];
  if (says.length === 0) return null;
  const text = [
    ...(checks.length === 0 ? [] : [`At GitHub these fail: ${namesOf(checks)}. Make them pass.`]),
    ...(reviews.length === 0
      ? []
      : [
          'A reviewer asks for changes. Do what is right about it, and say in the commit body what you left.',
        ]),
  ];
  const data = [...checks.map(checkText), ...reviews.map((review) => reviewText(review, head))];
  return { says: says.join(', '), text: text.join(' '), data: data.join('\n\n') };
}

function checkText({ name, url, tail }: ForgeCheck): string {
  const head = url === null ? `${name}:` : `${name} (${url}):`;
  return tail === '' ? head : `${head}\n${tail}`;
}

function reviewText({ by, head: at, text, comments }: ForgeReview, head: string): string {
  const when = at === null || at === head ? '' : ` (of an earlier head, ${at.slice(0, 8)})`;
  const lines = comments.map(
    ({ file, line, text: said }) => `${line === null ? file : `${file}:${line}`}: ${said}`,
  );
  return [`${by}${when}:`, ...(text === '' ? [] : [text]), ...lines].join('\n');
}

/** What is to be told because of the forge, and is not yet; null: nothing. */
function waitingItem({ items, stage, phase }: TaskState): WorkItem | null {
  if (stage !== 'complete' || phase !== 'rework') return null;
  return items.find(({ id, kind }) => kind === 'rework' && id.startsWith(ITEM)) ?? null;
}

/** A review was dismissed, or a check ran again and passed, before the worker was told. */
function takenBack(world: World, task: TaskState | undefined): readonly Note[] {
  const item = task === undefined ? null : waitingItem(task);
  if (task === undefined || item === null || isSeated(world, task)) return [];
  const pr = pullRequestOf(world, task);
  const head = task.attempt?.judged ?? null;
  const evidence = pr === null || head === null ? null : evidenceAt(pr, head);
  if (evidence === null || foundAtForge(world, task) !== null) return [];
  const because = 'nobody at GitHub asks for it any more';
  return [
    {
      rule: RULE,
      why: `${task.id} need not go back: ${because}`,
      evidence: [
        { source: 'forge', at: evidence.at, says: `#${evidence.number} at ${evidence.head.slice(0, 8)}` },
      ],
      facts: [
        { type: 'item.done', task: task.id, item: item.id },
        { type: 'task.stage', task: task.id, stage: 'complete', phase: 'gating', because },
      ],
    },
  ];
}

function isSeated({ ledger }: World, { id }: TaskState): boolean {
  return [...ledger.workers.values()].some(({ task }) => task === id);
}
