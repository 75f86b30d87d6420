import { healthOf } from '../../decide/health.ts';
import { livePane } from '../../decide/pane.ts';
import { stillOf } from '../../decide/signs.ts';
import type { Health } from '../../domain/evidence.ts';
import { shortDuration } from '../../domain/units.ts';
import type { World } from '../../domain/world.ts';
import { expected, expectOnce, expectUntouched, expectVerdict, untilIdle } from './expect.ts';
import { shortText } from './payloads.ts';
import type { Passed, Scenario } from './scenario.ts';
import type { Seat } from './seat.ts';

const screenOnly = ['custom'] as const;
const HOUR_MS = 3_600_000;
const LIMIT_HOURS = 3;
const MINUTE_MS = 60_000;

/** Everything that Czar has to notice of an agent. */
export const detectionScenarios: readonly Scenario[] = [
  { name: 'trust-dialog', hostile: { trustDialog: true }, without: ['custom', 'opencode'], run: trusts },
  { name: 'permission-dialog', hostile: { dialogOnPaste: true }, without: screenOnly, run: beforeEnter },
  {
    name: 'permission-in-turn',
    hostile: { dialogInTurn: true, turnMs: null },
    without: [],
    run: asksInTurn,
  },
  { name: 'limit-banner', hostile: { limit: true }, without: [], run: limited },
  { name: 'spinner-freeze', hostile: { turnMs: null }, without: [], run: frozen },
  { name: 'death-on-paste', hostile: { dies: 'on-paste' }, without: [], run: (seat) => dies(seat) },
  {
    name: 'death-on-enter',
    hostile: { dies: 'on-enter' },
    without: [],
    slow: true,
    run: (seat) => dies(seat),
  },
  { name: 'death-in-turn', hostile: { dies: 'in-turn', turnMs: null }, without: [], run: diesInTurn },
];

async function trusts(seat: Seat): Promise<Passed> {
  await seat.until(() => seat.activity() === 'asks', 'a dialog');
  expectVerdict(await seat.hand(shortText), 'refused');
  await expectUntouched(seat);
  const screen = await seat.screen();
  const { dialog } = screen ?? { dialog: null };
  if (dialog !== null && dialog.about !== 'trust')
    throw expected('a question of trust', `it is about ${dialog.about}`);
  await seat.keys(dialog?.choices.find(({ means }) => means === 'yes')?.keys ?? ['Enter']);
  await seat.until(async () => (await seat.deeds()).some(({ text }) => text === 'trust: yes'), 'its yes');
  await untilIdle(seat);
  const receiptMs = await expectOnce(seat, await seat.hand(shortText), shortText);
  return { says: 'read, answered by its key, then confirmed', receiptMs };
}

/** It opens between the paste and Enter, which would accept it. */
async function beforeEnter(seat: Seat): Promise<Passed> {
  await untilIdle(seat);
  const { receipt } = await seat.hand(shortText);
  if (receipt?.held === undefined) throw expected('a text that waits behind a dialog', 'it does not');
  await expectUntouched(seat);
  const screen = await seat.screen();
  await seat.keys(screen?.dialog?.choices.find(({ means }) => means === 'no')?.keys ?? ['Escape']);
  await seat.until(async () => (await seat.screen())?.shows === 'prompt', 'its prompt');
  const receiptMs = await expectOnce(seat, await seat.settle(receipt.id), shortText);
  return { says: 'nothing was accepted; answered, and the text went out once', receiptMs };
}

async function asksInTurn(seat: Seat): Promise<Passed> {
  await untilIdle(seat);
  const receiptMs = await expectOnce(seat, await seat.hand(shortText), shortText);
  await seat.let('ask');
  await seat.until(() => seat.activity() === 'asks', 'a question');
  const asks = seat.stage.world().ledger.workers.get(seat.worker)?.agent.asks ?? '';
  if (!asks.includes('rm -rf build')) throw expected('what is asked for', `it asks "${asks}"`);
  expectVerdict(await seat.hand('a second text'), 'refused');
  if ((await seat.deeds()).some(({ did }) => did === 'answered'))
    throw expected('no answer', 'there was one');
  return { says: 'noticed, with what it asks for', receiptMs };
}

async function limited(seat: Seat): Promise<Passed> {
  await untilIdle(seat);
  const receiptMs = await expectOnce(seat, await seat.hand(shortText), shortText);
  await seat.until(() => seat.activity() === 'limited', 'a limit');
  const until = seat.stage.world().ledger.workers.get(seat.worker)?.agent.limitedUntil ?? 0;
  const hours = (until - seat.stage.parts.clock.now()) / HOUR_MS;
  if (Math.abs(hours - LIMIT_HOURS) > 0.1) throw expected(`a reset in ${LIMIT_HOURS}h`, `it is in ${hours}h`);
  return { says: 'noticed, with its end', receiptMs };
}

/**
 * Its spinner moves and nothing else does: it gets slow, then stuck, and is interrupted. The hours are handed in, so the thresholds are
 * those of the config; between them it is waited for its spinner, and for the look at its screen that its silence asks for.
 */
async function frozen(seat: Seat): Promise<Passed> {
  await untilIdle(seat);
  await beginTask(seat);
  const receiptMs = await expectOnce(seat, await seat.hand(shortText), shortText);
  await seat.until(() => seat.activity() === 'working', 'an agent at work');
  const { slowMs, stuckMs } = seat.stage.world().policy.health;
  await spins(seat);
  expectHealth(seat, 'healthy', slowMs - MINUTE_MS);
  expectHealth(seat, 'slow', slowMs);
  await seat.until(() => isSeenAtWork(seat), 'a look at its screen');
  await spins(seat);
  expectHealth(seat, 'slow', stuckMs - MINUTE_MS);
  expectHealth(seat, 'stuck', stuckMs);
  await seat.interrupt();
  await seat.until(async () => (await seat.screen())?.shows !== 'busy', 'the end of its turn');
  return { says: 'slow, stuck, interrupted', receiptMs };
}

/** Something comes out of its pane, and goes on coming. */
async function spins(seat: Seat): Promise<void> {
  const printedAt = (): number | null => livePane(seat.stage.world(), seat.worker)?.lastOutputAt ?? null;
  const before = printedAt();
  await seat.until(() => printedAt() !== before, 'a spinner that turns');
}

/** The look at it found it at work; of `custom` a screen says nothing. */
function isSeenAtWork(seat: Seat): boolean {
  const shows = seat.stage.world().ledger.workers.get(seat.worker)?.agent.screen?.shows ?? null;
  return shows === (seat.generation().kind === 'custom' ? 'unknown' : 'busy');
}

/** Its health when nothing has moved for so long. A late word of the agent makes that time begin anew, once. */
function expectHealth({ worker, stage }: Seat, health: Health, stillMs: number): void {
  for (let tries = 0; tries < 2; tries += 1)
    stage.passTime(worker, stillMs - stillFor(stage.world(), worker));
  const found = healthOf(stage.world(), worker);
  if (stillFor(stage.world(), worker) === stillMs && found.health === health) return;
  throw expected(`${health} after ${shortDuration(stillMs)}`, `it is ${found.health}: ${found.says}`);
}

function stillFor(world: World, worker: string): number {
  const state = world.ledger.workers.get(worker);
  return state === undefined ? 0 : stillOf(world, state);
}

/** Only a task makes time count. */
async function beginTask({ worker, stage }: Seat): Promise<void> {
  const sha = '0'.repeat(40);
  const synced = { status: 'in_progress', assignee: worker, waitingSince: null, notified: [] } as const;
  await stage.note(
    { type: 'tasks.known', tasks: [{ task: worker, beforeCzar: false, synced, title: worker }] },
    {
      type: 'attempt.began',
      task: worker,
      attempt: 1,
      worker,
      branch: `feat/selftest-${worker}`,
      branchNumber: 1,
      startSha: sha,
      tip: sha,
    },
    { type: 'task.stage', task: worker, stage: 'running', phase: null, because: 'a scenario says so' },
    { type: 'worker.seated', worker, task: worker },
  );
}

async function dies(seat: Seat): Promise<Passed> {
  await untilIdle(seat);
  const handed = await seat.hand(shortText);
  expectVerdict(handed, 'refused', 'unverified');
  await expectUntouched(seat);
  await untilCrashed(seat);
  return { says: `${handed.receipt?.verdict ?? ''}, and its death is noticed`, receiptMs: null };
}

async function diesInTurn(seat: Seat): Promise<Passed> {
  await untilIdle(seat);
  const receiptMs = await expectOnce(seat, await seat.hand(shortText), shortText);
  await untilCrashed(seat);
  return { says: 'confirmed, and its death is noticed', receiptMs };
}

async function untilCrashed(seat: Seat): Promise<void> {
  await seat.until(() => healthOf(seat.stage.world(), seat.worker).health === 'crashed', 'its death');
}
