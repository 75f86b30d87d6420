import type { Entry, JournalLine } from '../../src/domain/entry.ts';
import type { Fact, FactOf } from '../../src/domain/facts.ts';
import type { Ledger } from '../../src/domain/ledger.ts';
import type { ActionKind } from '../../src/domain/plan.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { accountOf } from '../../src/decide/accounts.ts';
import { applyLine } from '../../src/engine/ledger/fold.ts';
import { emptyLedger } from '../../src/engine/ledger/state.ts';
import { followsForge, watchForge } from './forge-invariants.ts';
import type { OpenGitHub } from './github.ts';
import type { ForgeSite } from './ports/forge.ts';
import { fullRef } from './ports/git/objects.ts';
import { type GitStore, isStored } from './ports/git/store.ts';
import type { Desk } from './ports/reviewer.ts';
import type { JournalDisk } from './ports/journal.ts';
import { type Meter, watchBudgets } from './spending.ts';
import type { Watchdog } from './watchdog.ts';

/** The state that the durable journal adds up to, and what must hold of it and of the world at every moment. */
export interface Invariants {
  readonly ledger: Ledger;
  /** An effect is about to happen: one of these intents must be open. */
  effect(kinds: readonly ActionKind[], what: string): void;
  typed(paste: Paste, isBusy: boolean): void;
  submitted(paste: Paste): void;
  /** These checks passed at this commit. */
  tested(commit: string): void;
  /** Nothing that agents left uncommitted is lost. */
  nothingLost(left: ReadonlyMap<string, string>): void;
}

export interface Paste {
  readonly worker: string;
  readonly generation: number;
  readonly text: string;
}

export interface Watched {
  readonly disk: JournalDisk;
  readonly store: GitStore;
  readonly site: ForgeSite;
  readonly desk: Desk;
  readonly policy: Policy;
  readonly watchdog: Watchdog;
  readonly meter: Meter;
  readonly now: () => number;
  readonly atGitHub: OpenGitHub | null;
}

export function watchInvariants(watched: Watched): Invariants {
  const { disk, store, site, policy, watchdog } = watched;
  const ledger = emptyLedger(policy.git.integration);
  const submittedIds = new Set<string>();
  const openings = new Set<string>();
  const passed = new Set<string>();
  const journal = watchJournal(watched, ledger);
  const limits = watchLimits(watched, ledger);
  const conflicts = watchConflicts(watched, ledger);
  const budgets = watchBudgets(watched, ledger);
  watchForge(watched, ledger);
  disk.onDurable((line, text) => {
    watchdog.note(`journal ${text}`);
    journal(line);
    limits.durable(line);
    conflicts(line);
    budgets.durable(line);
    applyLine(ledger, line);
    seatsAreUnique(ledger, watchdog);
  });
  site.onChange(({ task, number, state }) => {
    watchdog.note(`pull request ${number} of ${task ?? 'all'} is ${state}`);
    const open = [...site.pullRequests.values()].filter(
      (pr) => pr.task === task && pr.state === 'open' && pr.body.includes('<!-- czar:'),
    );
    if (open.length > 1) watchdog.violated(`${task ?? 'the omnibus'} has ${open.length} open pull requests`);
  });
  store.onLoss((checkout, path) =>
    watchdog.violated(`${path} in ${checkout.path} is overwritten, saved nowhere`),
  );
  store.objects.onMove((ref, before, after) => {
    watchdog.note(`${ref} ${before ?? 'new'} ${after}`);
    if (ref !== fullRef(policy.git.integration)) return;
    const because = whyWrongMove({ ...watched, ledger, passed }, before, after);
    if (because !== null) watchdog.violated(`the integration branch moved to ${after}: ${because}`);
  });
  return {
    ledger,
    effect(kinds, what) {
      const open = [...ledger.open.values()].some(({ action }) => kinds.includes(action.kind));
      if (!open) watchdog.violated(`${what} without an intent (${kinds.join(', ')})`);
    },
    typed({ worker, generation, text }, isBusy) {
      const { id, kind } = headerOf(text);
      watchdog.note(`pasted ${id} ${kind} to ${worker} ${generation}`);
      if (ledger.receipts.get(id)?.verdict !== 'open')
        watchdog.violated(`${id} is pasted, and no receipt is open`);
      if (policy.workers.has(worker)) limits.typed(worker, id);
      budgets.typed(id);
      if (isBusy && kind !== 'Reminder' && kind !== 'Do')
        watchdog.violated(`${id} (${kind}) is pasted into a busy agent`);
    },
    submitted({ worker, generation, text }) {
      const { id } = headerOf(text);
      watchdog.note(`submitted ${id} to ${worker} ${generation}`);
      if (submittedIds.has(id)) watchdog.violated(`${id} is submitted twice`);
      submittedIds.add(id);
      budgets.submitted(id);
      const receipt = ledger.receipts.get(id);
      if (receipt?.kind !== 'opening' && receipt?.kind !== 'continuation') return;
      if (receipt.worker !== worker || receipt.generation !== generation)
        watchdog.violated(
          `${id} for ${receipt.worker} ${receipt.generation} reached ${worker} ${generation}`,
        );
      const key = `${receipt.task ?? ''} ${receipt.attempt ?? 0} ${worker} ${generation}`;
      if (openings.has(key)) watchdog.violated(`the full text of ${key} is submitted twice`);
      openings.add(key);
    },
    tested: (commit) => passed.add(commit),
    nothingLost(left) {
      budgets.counted();
      for (const [path, content] of left) {
        const lies = [...store.checkouts.values()].some(({ files }) => files.get(path) === content);
        if (!lies && !isStored(store.objects, path, content)) watchdog.violated(`${path} is lost`);
      }
    },
  };
}

/** A check and the paste that it allowed are not one moment. */
const CHECKED_MS = 2_000;
/** Shorter than the rule itself has it. */
const TRIED_ALONE_MS = 50_000;

/** Nothing is pasted for an account that is known to be limited, and after a limit not for two workers at once. */
function watchLimits(
  { policy, watchdog, now }: Watched,
  ledger: Ledger,
): { durable(line: JournalLine): void; typed(worker: string, id: string): void } {
  const knownAt = new Map<string, number>();
  const tried = new Map<string, { readonly worker: string; readonly id: string; readonly at: number }>();
  return {
    durable({ entry }) {
      if (!('facts' in entry)) return;
      for (const fact of entry.facts) {
        if (fact.type !== 'account.limited') continue;
        knownAt.set(fact.account, now());
        tried.delete(fact.account);
      }
    },
    typed(worker, id) {
      const account = accountOf({ policy }, worker) ?? '';
      const limit = ledger.accounts.get(account);
      if (limit === undefined || limit.freedAt !== null) return;
      if (limit.until > now()) {
        const knownForMs = now() - (knownAt.get(account) ?? now());
        if (knownForMs > CHECKED_MS) watchdog.violated(`${id} is pasted, and "${account}" is limited`);
        return;
      }
      const first = tried.get(account);
      const isAlone = first === undefined || first.worker === worker || now() - first.at > TRIED_ALONE_MS;
      if (!isAlone && ledger.receipts.get(first.id)?.verdict !== 'refused')
        watchdog.violated(`${id} is pasted for ${worker} while ${first.worker} tries "${account}"`);
      tried.set(account, { worker, id, at: now() });
    },
  };
}

/** Of a conflict that stands a worker is told once, and of its end once, if it was told of it. */
function watchConflicts({ watchdog }: Watched, ledger: Ledger): (line: JournalLine) => void {
  const counted = new Set<string>();
  const knows = new Map<string, boolean>();
  return ({ entry }) => {
    if (!('facts' in entry)) return;
    for (const fact of entry.facts) {
      if (fact.type !== 'delivery.ended' || (fact.verdict !== 'confirmed' && fact.verdict !== 'queued'))
        continue;
      const { task, item } = ledger.receipts.get(fact.id) ?? {};
      const [, kind, key] = /^(conflict|clear)-(\w+)$/.exec(item ?? '') ?? [];
      if (kind === undefined || counted.has(fact.id)) continue;
      counted.add(fact.id);
      const about = `${task ?? ''} ${key ?? ''}`;
      const isNews = (knows.get(about) ?? false) !== (kind === 'conflict');
      if (!isNews) watchdog.violated(`${task ?? ''} is told ${item ?? ''} a second time, or out of the blue`);
      knows.set(about, kind === 'conflict');
      watchdog.note(`told ${task ?? ''} ${item ?? ''}`);
    }
  };
}

function headerOf(text: string): { readonly id: string; readonly kind: string } {
  const [, id = 'no id', kind = ''] = /\[czar ([\w-]+)\] (\w+)/.exec(text) ?? [];
  return { id, kind };
}

function seatsAreUnique(ledger: Ledger, watchdog: Watchdog): void {
  const seen = new Set<string>();
  for (const { task } of ledger.workers.values()) {
    if (task === null) continue;
    if (seen.has(task)) watchdog.violated(`${task} is in two seats`);
    seen.add(task);
  }
}

/** Effects that never come without a decision about their task. */
const FOLLOWS: ReadonlySet<ActionKind> = new Set(['begin-attempt', 'deliver', 'open-pr', 'gate', 'merge']);

/** Lines come without gaps, what led to an effect was decided before it, outcomes after their intents, delivery ids once, restarts within their budget. */
function watchJournal({ watchdog, policy }: Watched, ledger: Ledger): (line: JournalLine) => void {
  let last = 0;
  let epoch = 0;
  const keys = new Set<string>();
  const decided = new Set<string>();
  const deliveries = new Set<string>();
  const servers = new Set<number>();
  const onFact = (fact: Fact, at: number): void => {
    if (fact.type === 'delivery.began') {
      if (deliveries.has(fact.delivery.id)) watchdog.violated(`${fact.delivery.id} begins twice`);
      deliveries.add(fact.delivery.id);
    }
    if (fact.type === 'server.died') {
      if (servers.has(fact.pid)) watchdog.violated(`the death of server ${fact.pid} is counted twice`);
      servers.add(fact.pid);
    }
    if (fact.type === 'worker.restarting') restart(fact, at);
  };
  const restart = ({ worker, because }: FactOf<'worker.restarting'>, at: number): void => {
    const { lastEnd = null, crashes = [] } = ledger.workers.get(worker) ?? {};
    const ends = because === 'server' ? ledger.serverDeaths.map((death) => death.at) : crashes;
    const recent = ends.filter((end) => end > at - policy.restart.perMs).length;
    if (because === 'crash' && recent >= policy.restart.max)
      watchdog.violated(`${worker} is restarted beyond its budget`);
    if (because === 'crash' && lastEnd?.withServer === true)
      watchdog.violated(`a death of the server counts against ${worker}`);
    if (because === 'server' && recent > policy.restart.max)
      watchdog.violated(`${worker} is restarted beyond the budget of the server`);
  };
  const onEntry = (entry: Entry): void => {
    if (entry.type === 'decided') decided.add(entry.cause);
    if (entry.type === 'intent') {
      const { decision = null, action } = entry;
      if (decision === null ? FOLLOWS.has(action.kind) : !decided.has(decision) && !keys.has(decision))
        watchdog.violated(`${action.kind} is led to by ${decision ?? 'nothing'}, which was not decided`);
      if (keys.has(entry.key)) watchdog.violated(`the key ${entry.key} is used twice`);
      keys.add(entry.key);
    }
    if ((entry.type === 'outcome' || entry.type === 'step') && !ledger.open.has(entry.key))
      watchdog.violated(`${entry.type} of ${entry.key} without an open intent`);
    if ('facts' in entry) for (const fact of entry.facts) onFact(fact, entry.at);
  };
  return (line) => {
    if (line.seq !== last + 1) watchdog.violated(`line ${line.seq} follows ${last}`);
    if (line.epoch < epoch) watchdog.violated(`epoch ${line.epoch} writes after ${epoch}`);
    last = line.seq;
    epoch = line.epoch;
    onEntry(line.entry);
  };
}

/** Only tested merges on the very tip, merges of the base, and its opening move the integration branch. */
function whyWrongMove(
  { ledger, passed, ...watched }: Watched & { readonly ledger: Ledger; readonly passed: ReadonlySet<string> },
  before: string | null,
  after: string,
): string | null {
  const { store, policy, desk } = watched;
  const actions = [...ledger.open.values()].map(({ action }) => action);
  if (before === null)
    return actions.some(({ kind }) => kind === 'open-integration') ? null : 'nobody opens it';
  const [first] = store.objects.get(after).parents;
  if (first !== before && !store.objects.isAncestor(before, after))
    return isBroughtBack(watched, ledger, after) ? null : 'it does not contain what was there';
  const merge = actions.find((action) => action.kind === 'merge');
  const follows = followsForge(watched, { ledger, after, passed });
  if (follows !== null) return follows === 'fine' ? null : follows;
  if (actions.some(({ kind }) => kind === 'drop') && passed.has(after)) return null;
  if (merge === undefined) return actions.some(({ kind }) => kind === 'follow-base') ? null : 'no intent';
  if (merge.merge !== after) return `the intent names ${merge.merge}`;
  const chain = merge.batch?.members ?? [{ merge: after, task: merge.task }];
  const wrong = whyNoChain(store, { before, after, chain });
  if (wrong !== null) return wrong;
  if (!passed.has(after)) return 'it never passed the checks';
  const heads = merge.batch?.members.map(({ head }) => head) ?? [merge.head];
  if (policy.review.by !== 'none' && heads.some((head) => !desk.approved.has(head)))
    return 'not every head was approved';
  let under = before;
  for (const { task, merge: part } of chain) {
    const foreign = workOfOthers(store, ledger, { before: under, after: part, task });
    if (foreign !== null) return foreign;
    under = part;
  }
  return null;
}

/** To where the forge has it, as nobody else may move it there. */
function isBroughtBack({ atGitHub, policy }: Watched, { integration }: Ledger, after: string): boolean {
  return integration.isProtected === true && atGitHub?.remote.tips.get(policy.git.integration) === after;
}

/** Each part of a batch is merged on top of the one before, and the last one is what was tested. */
function whyNoChain(
  { objects }: GitStore,
  {
    before,
    after,
    chain,
  }: {
    readonly before: string;
    readonly after: string;
    readonly chain: readonly { readonly merge: string }[];
  },
): string | null {
  let under = before;
  for (const { merge } of chain) {
    if (objects.get(merge).parents[0] !== under) return `${merge} is not made on ${under}`;
    under = merge;
  }
  return under === after ? null : `its parts end at ${under}`;
}

/** Commits of another task that nobody merged before do not come in by this one; those that change nothing are merged without coming in. */
function workOfOthers(
  { objects }: GitStore,
  { tasks }: Ledger,
  { before, after, task }: { readonly before: string; readonly after: string; readonly task: string },
): string | null {
  const seen = new Set<string>();
  const waiting = [after];
  for (let sha = waiting.pop(); sha !== undefined; sha = waiting.pop()) {
    if (seen.has(sha) || objects.isAncestor(sha, before)) continue;
    seen.add(sha);
    const { message, parents } = objects.get(sha);
    const owner = /^([\w-]+): /.exec(message)?.[1] ?? task;
    const changesNothing = tasks.get(owner)?.merged?.sha === null;
    if (owner !== task && !changesNothing) return `with ${task} comes ${sha} of ${owner}`;
    waiting.push(...parents);
  }
  return null;
}
