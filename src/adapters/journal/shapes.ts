import type { Entry } from '../../domain/entry.ts';
import type { FactType } from '../../domain/facts.ts';

// Checked by hand: 100,000 entries are read at a start.

/** Typed as a full table, so that a new kind of fact cannot be forgotten here. */
const knownFacts: Readonly<Record<FactType, true>> = {
  'account.freed': true,
  'account.limited': true,
  'agent.event': true,
  'attempt.began': true,
  'attempt.failed': true,
  'base.accepted': true,
  'base.fetched': true,
  'branch.kept': true,
  'branch.pushed': true,
  'branch.removed': true,
  'branch.unpushed': true,
  'base.joined': true,
  'base.rewritten': true,
  'batch.failed': true,
  'base.unreachable': true,
  'budget.freed': true,
  'budget.raised': true,
  'budget.reached': true,
  'checks.awaited': true,
  'checks.failed': true,
  'checks.waived': true,
  clocks: true,
  'commands.answered': true,
  'commits.seen': true,
  'conflict.gone': true,
  'conflict.seen': true,
  'daemons.ended': true,
  'delivery.began': true,
  'delivery.ended': true,
  'delivery.held': true,
  'dependant.told': true,
  'dialog.answered': true,
  'dialog.chosen': true,
  'edge.dropped': true,
  'failure.forgotten': true,
  'files.writing': true,
  'forge.local': true,
  'forge.locked': true,
  'forge.seen': true,
  'forge.unlocked': true,
  'forge.unreachable': true,
  'generation.began': true,
  'generation.ended': true,
  'health.changed': true,
  'integration.moved': true,
  'integration.protected': true,
  'issue.kept': true,
  'item.added': true,
  'item.done': true,
  'marker.handled': true,
  'omnibus.asked': true,
  'omnibus.described': true,
  'omnibus.forced': true,
  'omnibus.given-up': true,
  'lease.began': true,
  'lease.ended': true,
  'omnibus.left': true,
  'omnibus.merged': true,
  'omnibus.refused': true,
  'omnibus.round': true,
  'omnibus.stale': true,
  'order.done': true,
  'order.given': true,
  'order.undone': true,
  'pane.seen': true,
  'pr.given-up': true,
  'pr.reported': true,
  'pr.seen': true,
  'pr.taken-in': true,
  'process.over': true,
  'process.stays': true,
  'program.allowed': true,
  'program.proved': true,
  'texts.dropped': true,
  'program.told': true,
  'program.tried': true,
  'program.waits': true,
  'question.asked': true,
  'question.closed': true,
  'reviews.told': true,
  'server.died': true,
  'server.trusted': true,
  'start.conflicts': true,
  'start.made': true,
  'start.told': true,
  'task.drop-asked': true,
  'task.drop-left': true,
  'task.drop-made': true,
  'task.drop-refused': true,
  'task.dropped': true,
  'task.gated': true,
  'task.crashed-out': true,
  'task.judged': true,
  'task.merge-asked': true,
  'task.protected-allowed': true,
  'review.part': true,
  'task.reviewed': true,
  'review.posted': true,
  'review.waived': true,
  'review.again': true,
  'task.merged': true,
  'task.moved': true,
  'task.retried': true,
  'task.stage': true,
  'task.synced': true,
  'task.testing': true,
  'tasks.known': true,
  'text.given': true,
  'trash.emptied': true,
  'trash.returned': true,
  'trash.wanted': true,
  'tree.leaving': true,
  'tree.returned': true,
  'tree.wanted': true,
  'usage.spent': true,
  'work.saved': true,
  'worker.interrupted': true,
  'worker.item.done': true,
  'worker.known': true,
  'worker.paused': true,
  'worker.quarantined': true,
  'worker.released': true,
  'worker.restarting': true,
  'worker.seated': true,
  'worker.told': true,
  'worktree.gone': true,
  'worktree.kept': true,
  'worktree.ready': true,
};

type Shape = 'number' | 'string' | 'boolean' | 'object' | 'list' | 'facts';
type Shapes = Readonly<Record<string, Shape>>;

/** What every entry of a kind has had since the first release. */
const entryShapes: Readonly<Record<Entry['type'], Shapes>> = {
  epoch: { at: 'number', pid: 'number', startTime: 'string', version: 'string' },
  observed: { at: 'number', facts: 'facts' },
  decided: { at: 'number', cause: 'string', rule: 'string', why: 'string', evidence: 'list', facts: 'facts' },
  intent: { at: 'number', cause: 'string', key: 'string', action: 'object' },
  spawned: { at: 'number', key: 'string', process: 'object' },
  step: { at: 'number', key: 'string', facts: 'facts' },
  outcome: { at: 'number', cause: 'string', key: 'string', ok: 'boolean', says: 'string', facts: 'facts' },
  stopped: { at: 'number', because: 'string' },
};

const shapesByType: ReadonlyMap<string, Shapes> = new Map(Object.entries(entryShapes));

const imageShapes: Shapes = {
  tasks: 'list',
  workers: 'list',
  receipts: 'list',
  questions: 'list',
  questionsAsked: 'number',
  pullRequests: 'list',
  open: 'list',
  failures: 'list',
  integration: 'object',
  orders: 'list',
  writing: 'list',
  epoch: 'number',
  pausedAll: 'boolean',
};

/** What about an entry is not understood; null: nothing. What is inside a known fact or action is not looked at. */
export function whyNoEntry(entry: { readonly type: string }): string | null {
  const shapes = shapesByType.get(entry.type);
  if (shapes === undefined) return `unknown entry "${entry.type}"`;
  return whyMisshapen(entry, shapes, entry.type);
}

/** What about an image is not understood; null: nothing. */
export function whyNoImage(image: object): string | null {
  return whyMisshapen(image, imageShapes, 'image');
}

function whyMisshapen(value: object, shapes: Shapes, of: string): string | null {
  for (const [name, shape] of Object.entries(shapes)) {
    const field: unknown = Reflect.get(value, name);
    const because = Object.hasOwn(value, name) ? whyNot(field, shape) : 'it is missing';
    if (because !== null) return `${of}.${name}: ${because}`;
  }
  return null;
}

function whyNot(value: unknown, shape: Shape): string | null {
  if (shape === 'facts') return Array.isArray(value) ? whyNoFacts(value) : 'expected a list of facts';
  const isIt =
    shape === 'list'
      ? Array.isArray(value)
      : typeof value === shape && value !== null && !Array.isArray(value);
  return isIt ? null : `expected a ${shape}`;
}

function whyNoFacts(facts: readonly unknown[]): string | null {
  for (const fact of facts) {
    const type = typeof fact === 'object' && fact !== null && 'type' in fact ? fact.type : null;
    if (typeof type !== 'string') return 'expected a fact with a type';
    if (!Object.hasOwn(knownFacts, type)) return `unknown fact "${type}"`;
  }
  return null;
}
