import { unsafeActions } from '../decide/assert-safe.ts';
import { decide } from '../decide/plan.ts';
import { looksDue } from '../decide/vitals.ts';
import type { Entry } from '../domain/entry.ts';
import type { Fact, FactType } from '../domain/facts.ts';
import type { Action, Note, Plan } from '../domain/plan.ts';
import type { Alarm } from './alarm.ts';
import type { Core } from './core.ts';
import { logVerdict } from './injection-log.ts';
import type { Lanes } from './lanes.ts';
import { whatLedTo } from './ledger/chain.ts';
import { observe } from './observe/observe.ts';
import { perform } from './perform.ts';
import { messageOf } from './retry.ts';
import { decisionOfIntent, decisionOfNote, decisionOfOutcome } from './picture/decisions.ts';
import type { Publisher } from './publish.ts';
import type { WaitingOrders } from './waiting-orders.ts';
import type { Sense, Senses } from './senses.ts';

/** Rules that do not come to rest within so many rounds are a mistake: the tick goes on without effects. */
const MOST_ROUNDS = 2_000;

export interface Ticking {
  readonly core: Core;
  readonly lanes: Lanes;
  readonly alarm: Alarm;
  readonly publisher: Publisher;
  readonly orders: WaitingOrders;
  /** Aborted when the supervisor goes down. */
  readonly signal: AbortSignal;
  /** Makes correlation ids. */
  readonly nextCause: () => string;
  /** An effect ended in a way that the supervisor cannot go on after. */
  readonly onFatal: (error: unknown) => void;
}

/** One look, one decision, and the effects that follow from it. Returns when to look again, epoch milliseconds. */
export async function tick(
  ticking: Ticking,
  senses: ReadonlySet<Sense>,
): Promise<{ readonly wakeAt: number | null; readonly failed: ReadonlySet<Sense> }> {
  const { core } = ticking;
  const before = { ...core.senses };
  const { version } = core.book;
  const failed = new Set([...(await observe(core, senses)), ...(await lookAtVitals(core))]);
  if (version !== core.book.version || looksOther(before, core.senses)) ticking.publisher.changed();
  core.passTime();
  const plan = await comeToRest(ticking);
  await dispatch(ticking, plan);
  return { wakeAt: plan.wakeAt, failed };
}

/** Only now it is known whose session is there: in the first tick nothing was before. */
async function lookAtVitals(core: Core): Promise<ReadonlySet<Sense>> {
  return looksDue(core.world()).workers.length === 0 ? new Set() : observe(core, new Set(['vitals']));
}

/** What people see and no rule makes a note of: a file that broke, a terminal that cannot be reached. */
function looksOther(before: Senses, after: Senses): boolean {
  if (before.wish !== after.wish || before.terminal.known !== after.terminal.known) return true;
  return JSON.stringify(before.policyProblems) !== JSON.stringify(after.policyProblems);
}

/** Journals and folds notes until the rules have none left. */
async function comeToRest(ticking: Ticking): Promise<Plan> {
  const { core } = ticking;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const plan = decide(core.world());
    if (plan.notes.length === 0) return plan;
    await writeNotes(ticking, plan.notes);
  }
  core.parts.log.error({}, 'the rules do not come to rest; no effect is begun in this tick');
  return { notes: [], actions: [], wakeAt: null };
}

async function writeNotes(
  { core, alarm, publisher, orders, nextCause }: Ticking,
  notes: readonly Note[],
): Promise<void> {
  const at = core.parts.clock.now();
  const entries = notes.map(
    (note): Extract<Entry, { type: 'decided' }> => ({ type: 'decided', at, cause: nextCause(), ...note }),
  );
  await core.book.write(entries);
  for (const entry of entries) core.parts.log.info({ cause: entry.cause, rule: entry.rule }, entry.why);
  publisher.decided(entries.map((entry) => decisionOfNote(entry, entry.cause, at)));
  const facts = entries.flatMap((entry) => entry.facts);
  orders.noted(facts);
  logVerdicts(core, facts);
  if (facts.some(({ type }) => ACCOUNT_NEWS.has(type))) alarm.ring('accounts');
  publisher.changed();
}

/** Other projects are told at once. */
const ACCOUNT_NEWS: ReadonlySet<FactType> = new Set(['account.limited', 'account.freed']);

/** A text that was judged later, by what came of it or by a human, gets another line; no tick waits for it. */
function logVerdicts({ parts, book }: Core, facts: readonly Fact[]): void {
  for (const fact of facts) {
    const receipt = fact.type === 'delivery.ended' ? book.ledger.receipts.get(fact.id) : undefined;
    if (fact.type === 'delivery.ended' && receipt !== undefined)
      void logVerdict(parts, receipt, fact.verdict);
  }
}

/** Begins what has a free lane; everything else is forgotten and planned again. */
async function dispatch(ticking: Ticking, plan: Plan): Promise<void> {
  const { core, lanes } = ticking;
  if (ticking.signal.aborted) return;
  const refused = unsafeActions(core.world(), plan);
  const begun: Action[] = [];
  for (const action of plan.actions) {
    const because = refused.get(action);
    if (because !== undefined) core.parts.log.error({ action: action.kind }, `refused: ${because}`);
    else if (lanes.isFree(action) && !begun.some((other) => sharesTrack(other, action))) begun.push(action);
  }
  if (begun.length > 0) await begin(ticking, begun);
}

function sharesTrack(a: Action, b: Action): boolean {
  return a.lane === b.lane || ('worker' in a && 'worker' in b && a.worker === b.worker);
}

async function begin(ticking: Ticking, actions: readonly Action[]): Promise<void> {
  const { core, lanes, publisher, nextCause } = ticking;
  const at = core.parts.clock.now();
  const intents = actions.map((action): Extract<Entry, { type: 'intent' }> => {
    const cause = nextCause();
    const decision = whatLedTo(core.book.ledger, action);
    return { type: 'intent', at, cause, decision, key: cause, action };
  });
  await core.book.write(intents);
  publisher.decided(intents.map(decisionOfIntent));
  publisher.changed();
  for (const intent of intents) {
    const { action, cause, decision = null } = intent;
    core.parts.log.info({ cause, decision, action: action.kind, rule: action.rule }, action.why);
    lanes.begin(action, carryOut(ticking, intent));
  }
}

/** What was accepted comes into force with the next look at the files. */
const ACCEPTED: readonly Sense[] = ['files'];

/** Never rejects: what went wrong is in the outcome, or ends the supervisor. */
export async function carryOut(ticking: Ticking, intent: Extract<Entry, { type: 'intent' }>): Promise<void> {
  const { action, cause } = intent;
  const { core, alarm, publisher, signal } = ticking;
  try {
    const outcome = await perform(core, { action, cause, signal, onStep: () => alarm.ring() });
    publisher.decided([decisionOfOutcome(intent, outcome)]);
    publisher.changed();
  } catch (error) {
    if (core.isFatal(error)) ticking.onFatal(error);
    else core.parts.log.error({ cause }, `its outcome could not be journaled: ${messageOf(error)}`);
  } finally {
    alarm.ring('terminal', 'git', 'inbox', ...(action.kind === 'accept-commands' ? ACCEPTED : []));
  }
}
