import { type Clash, type Conflict, conflictKey, SHOWN_FILES, type WorkSide } from '../domain/conflict.ts';
import { isUnsettled } from '../domain/delivery.ts';
import type { Fact } from '../domain/facts.ts';
import type { TaskState } from '../domain/ledger.ts';
import { printable, type TaskId } from '../domain/names.ts';
import type { Note } from '../domain/plan.ts';
import { shortDuration } from '../domain/units.ts';
import { known } from '../domain/seen.ts';
import type { World } from '../domain/world.ts';
import { endedByService } from './api-errors.ts';
import { clearItem, conflictItem } from './conflict-notices.ts';
import { liveAttempt } from './live-work.ts';
import type { Rule } from './rule.ts';
import { seatOf } from './taking.ts';

const RULE = 'conflicts';
const SHOWN_PATH = 200;

/**
 * Takes down which work under way conflicts with which, and with the integration branch, as it is now. The workers of both are told
 * once, at their next rest, and once more when it is over. What cannot be told neither begins nor ends a conflict.
 */
export const conflicts: Rule = (world) => {
  if (world.stopping !== 'no') return {};
  const standing = [...world.ledger.conflicts.values()];
  const found = [...world.clashes.values()].filter(
    (clash) =>
      !world.ledger.conflicts.has(clash.key) &&
      isLive(world, clash) &&
      conflictsIn(clash) &&
      isTheirOwn(world, clash),
  );
  return {
    notes: [
      ...standing.flatMap((conflict) => afterFinding(world, conflict)),
      ...found.flatMap((clash) => seenNotes(world, clash)),
    ],
  };
};

/** What conflicts with the work of a task or worker, and of what that is not known; null: nothing does. */
export function explainConflicts(world: World, subject: string): string | null {
  const isAbout = ({ a, b }: Pick<Conflict, 'a' | 'b'>): boolean =>
    [a, b].some((side) => side?.task === subject || side?.worker === subject);
  const standing = [...world.ledger.conflicts.values()].filter(isAbout).map((conflict) => {
    const age = shortDuration(world.now - conflict.since);
    return `${pairText(conflict)} conflict in ${filesText(conflict)} for ${age}, ${toldText(toldOf(world, conflict))}`;
  });
  const unknown = [...world.clashes.values()].filter(
    (clash) => !clash.files.known && isAbout(clash) && isLive(world, clash),
  );
  const open = unknown.map(
    (clash) =>
      `whether ${pairText(clash)} merge is not known: ${clash.files.known ? '' : clash.files.reason}`,
  );
  const lines = [...standing, ...open.slice(0, SHOWN_UNKNOWN)];
  return lines.length === 0 ? null : lines.join('; ');
}

const SHOWN_UNKNOWN = 3;

/** "cart and checkout", "cart and the integration branch". */
function pairText({ a, b }: Pick<Conflict, 'a' | 'b'>): string {
  return `${a.task} and ${b === null ? 'the integration branch' : b.task}`;
}

function filesText({ files, count }: Pick<Conflict, 'files' | 'count'>): string {
  const more = count - files.length;
  return `${files.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Tasks whose worker knows of it: it was told, or has its work back because of it. */
export function toldOf(world: World, conflict: Conflict): readonly TaskId[] {
  const { told, a } = conflict;
  const task = liveTask(world, a);
  if (task === null || !wasSentBack(task, conflict) || told.includes(task.id)) return told;
  return task.items.some(({ kind }) => kind === 'rework') ? told : [...told, task.id];
}

function toldText(told: readonly TaskId[]): string {
  return told.length === 0 ? 'nobody is told yet' : `told to ${told.join(' and ')}`;
}

function sidesOf({ a, b }: Pick<Conflict, 'a' | 'b'>): readonly WorkSide[] {
  return b === null ? [a] : [a, b];
}

function isLive(world: World, pair: Pick<Conflict, 'a' | 'b'>): boolean {
  return sidesOf(pair).every((side) => liveTask(world, side) !== null);
}

/** The task of a side, while it is under way in the same attempt. */
function liveTask({ ledger }: World, { task: id, attempt }: WorkSide): TaskState | null {
  const task = ledger.tasks.get(id);
  return task !== undefined && liveAttempt(task)?.number === attempt ? task : null;
}

function conflictsIn({ files }: Clash): boolean {
  return files.known && files.value.length > 0;
}

/**
 * Whether two pieces of work conflict by what both of them changed. Work that conflicts with the integration branch conflicts in the same
 * files with everything that was begun there since; that is one conflict, and nothing that the others could do about.
 */
function isTheirOwn({ clashes }: World, { a, b, files }: Clash): boolean {
  if (b === null || !files.known) return true;
  const into = [a, b].map((side) => clashes.get(conflictKey(side, null))?.files ?? nothing);
  const [ofA = nothing, ofB = nothing] = into;
  if (!ofA.known || !ofB.known) return false;
  if (ofA.value.length > 0 === ofB.value.length > 0) return true;
  const theirs = new Set([...ofA.value, ...ofB.value]);
  return files.value.some((file) => !theirs.has(file));
}

/** Where there is no integration branch yet, nothing conflicts with it. */
const nothing: Clash['files'] = known([], 0);

function afterFinding(world: World, conflict: Conflict): readonly Note[] {
  const clash = world.clashes.get(conflict.key);
  const over = whyOver(world, conflict, clash);
  if (over !== null)
    return isBeingTold(world, conflictItem(conflict.key)) ? [] : [goneNote(world, conflict, over)];
  if (clash !== undefined && conflictsIn(clash) && isLive(world, conflict) && isOther(conflict, clash))
    return seenNotes(world, clash);
  const facts = tellingFacts(world, conflict);
  return facts.length === 0 ? [] : [note(`who is told that ${pairText(conflict)} conflict`, facts, world)];
}

function isOther(conflict: Conflict, clash: Clash): boolean {
  const { files, count } = shownFiles(clash);
  return count !== conflict.count || files.some((file, at) => file !== conflict.files[at]);
}

function shownFiles({ files }: Clash): Pick<Conflict, 'files' | 'count'> {
  const all = files.known ? files.value : [];
  return {
    files: all.slice(0, SHOWN_FILES).map((file) => printable(file).slice(0, SHOWN_PATH)),
    count: all.length,
  };
}

/** A worker that was told of it before, and not yet that it was over, knows it already. */
function seenNotes(world: World, clash: Clash): readonly Note[] {
  const { key, a, b } = clash;
  const clear = clearItem(key);
  if (isBeingTold(world, clear)) return [];
  const knowing = sidesOf(clash).flatMap((side) => (hasItem(world, side, clear) ? side.task : []));
  const before = world.ledger.conflicts.get(key);
  const seen = { key, a, b, ...shownFiles(clash), told: knowing };
  const conflict: Conflict = {
    ...seen,
    since: before?.since ?? world.now,
    told: [...(before?.told ?? []), ...knowing],
  };
  const facts: readonly Fact[] = [
    { type: 'conflict.seen', conflict: seen },
    ...knowing.map((task): Fact => ({ type: 'item.done', task, item: clear })),
    ...tellingFacts(world, conflict),
  ];
  return [note(`${pairText(clash)} conflict in ${filesText(seen)}`, facts, world)];
}

/** What is still to be told waits with each task, and with no task that cannot be told. */
function tellingFacts(world: World, conflict: Conflict): readonly Fact[] {
  const id = conflictItem(conflict.key);
  return sidesOf(conflict).flatMap((side): readonly Fact[] => {
    const isWanted = !conflict.told.includes(side.task) && mayTell(world, side, conflict);
    const waits = hasItem(world, side, id);
    if (isWanted === waits) return [];
    if (waits) return [{ type: 'item.done', task: side.task, item: id }];
    const text = `conflicts as it is now with ${otherOf(conflict, side)?.task ?? 'the integration branch'}`;
    return [added(world, side.task, { id, text })];
  });
}

function otherOf({ a, b }: Pick<Conflict, 'a' | 'b'>, side: WorkSide): WorkSide | null {
  return side.task === a.task ? b : a;
}

function added(
  world: World,
  task: TaskId,
  { id, text }: { readonly id: string; readonly text: string },
): Fact {
  const item = { id, kind: 'notice', from: 'czar', text, data: null, at: world.now } as const;
  return { type: 'item.added', task, item };
}

function hasItem(world: World, side: WorkSide, id: string): boolean {
  return liveTask(world, side)?.items.some((item) => item.id === id) ?? false;
}

/**
 * Whether its worker is at the task, and not stopped by an error that is waited out. One that was sent back because of a conflict
 * with the integration branch knows more of it than this could tell.
 */
function mayTell(world: World, side: WorkSide, conflict: Pick<Conflict, 'a' | 'b'>): boolean {
  const task = liveTask(world, side);
  const seat = seatOf(world, side.task);
  if (task?.stage !== 'running' || seat === null || endedByService(seat.agent.turn)) return false;
  return !wasSentBack(task, conflict);
}

function wasSentBack({ gate }: TaskState, { b }: Pick<Conflict, 'b'>): boolean {
  return b === null && gate?.verdict === 'conflict';
}

/** Nobody knows yet whether this message has arrived: that is waited for. */
function isBeingTold({ ledger }: World, id: string): boolean {
  for (const { action } of ledger.open.values())
    if (action.kind === 'deliver' && action.item === id) return true;
  for (const receipt of ledger.receipts.values())
    if (receipt.item === id && isUnsettled(receipt)) return true;
  return false;
}

/** Why a conflict is over, or null while it stands or that cannot be told. */
function whyOver(world: World, conflict: Conflict, clash: Clash | undefined): string | null {
  const sides = sidesOf(conflict);
  const gone = sides.filter((side) => liveTask(world, side) === null);
  if (gone.length === 0)
    return clash?.files.known === true && clash.files.value.length === 0 ? 'they merge now' : null;
  const left = sides.find((side) => !gone.includes(side));
  const merged = gone.find(({ task }) => world.ledger.tasks.get(task)?.stage === 'merged');
  if (left === undefined || merged === undefined)
    return gone.map(({ task }) => `${task} is ${world.ledger.tasks.get(task)?.stage ?? 'gone'}`).join(', ');
  const next = intoIntegration(world, left);
  if (next === 'unknown') return null;
  const now = next === 'merges' ? 'and they merge' : 'and the conflict is with the integration branch now';
  return `${merged.task} is merged, ${now}`;
}

/** Whether work merges into the integration branch as that is now. */
function intoIntegration({ clashes, ledger }: World, side: WorkSide): 'merges' | 'conflicts' | 'unknown' {
  const clash = clashes.get(conflictKey(side, null));
  if (clash?.files.known !== true || clash.of?.[1] !== ledger.integration.tip) return 'unknown';
  return clash.files.value.length === 0 ? 'merges' : 'conflicts';
}

function goneNote(world: World, conflict: Conflict, because: string): Note {
  const { key } = conflict;
  const facts: readonly Fact[] = [
    { type: 'conflict.gone', key, because },
    ...sidesOf(conflict).flatMap((side): readonly Fact[] => {
      if (hasItem(world, side, conflictItem(key)))
        return [{ type: 'item.done', task: side.task, item: conflictItem(key) }];
      if (!conflict.told.includes(side.task) || liveTask(world, side) === null) return [];
      return goesOn(world, conflict, side)
        ? []
        : [added(world, side.task, clearance(conflict, because, side))];
    }),
  ];
  return note(`${pairText(conflict)} conflict no more: ${because}`, facts, world);
}

/** The other side is merged, and the conflict is with the integration branch from now on: that is told instead. */
function goesOn(world: World, conflict: Conflict, side: WorkSide): boolean {
  const other = otherOf(conflict, side);
  if (other === null || world.ledger.tasks.get(other.task)?.stage !== 'merged') return false;
  return intoIntegration(world, side) === 'conflicts';
}

function clearance(conflict: Conflict, because: string, side: WorkSide): { id: string; text: string } {
  const other = otherOf(conflict, side);
  const what = other === null ? 'the integration branch' : `that of task ${other.task}`;
  const text = `Your work for task ${side.task} and ${what} conflict no more: ${because}. Go on with your task.`;
  return { id: clearItem(conflict.key), text };
}

function note(why: string, facts: readonly Fact[], world: World): Note {
  return {
    rule: RULE,
    why,
    evidence: [{ source: 'git', at: world.now, says: 'their merge was tried' }],
    facts,
  };
}
