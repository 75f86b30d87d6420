import { isSettled } from '../decide/settled.ts';
import { stayingOf } from '../decide/staying.ts';
import { causeId } from '../domain/cause.ts';
import type { Fact } from '../domain/facts.ts';
import type { OpenEffect } from '../domain/ledger.ts';
import type { Alarm } from './alarm.ts';
import type { Core } from './core.ts';
import type { Forecasting } from './forecast.ts';
import type { Lanes } from './lanes.ts';
import type { Publisher } from './publish.ts';
import { answerRequest } from './requests.ts';
import { withFewTasks } from './picture/few-tasks.ts';
import { messageOf } from './retry.ts';
import { ALL_SENSES, type Sense } from './senses.ts';
import type { Ended } from './options.ts';
import { takeUp } from './take-up.ts';
import type { WaitingOrders } from './waiting-orders.ts';
import { tick, type Ticking } from './tick.ts';
import { openWritingBack, type WritingBack } from './write-back.ts';

/** Everything is looked at again so often, whatever was hinted. */
const SWEEP_MS = 30_000;
const HEARTBEAT_MS = 300_000;
/** A look that failed, or a journal that cannot be written, is tried again after so long. */
const TRY_AGAIN_MS = 1_000;
/** Effects under way have so long to end when the supervisor goes down. */
const WIND_DOWN_MS = 8_000;
/** `stop --all` has so long for sessions that do not come to rest. */
const END_SESSIONS_MS = 25_000;
/** Counting what lies in worktrees at the end. */
const RECOUNT_MS = 2_000;

export interface Looping {
  readonly core: Core;
  readonly alarm: Alarm;
  readonly lanes: Lanes;
  readonly publisher: Publisher;
  readonly forecasting: Forecasting;
  readonly orders: WaitingOrders;
  /** What the last supervisor left: the first actions of their lanes. */
  readonly left: readonly OpenEffect[];
}

/** Ticks until there is a reason to end. The only place where time passes. */
export async function loop(looping: Looping): Promise<Ended> {
  const { core, alarm, lanes } = looping;
  const ending = new AbortController();
  const sweeps = openSweeps(core);
  const watch: Watch = {
    sweepAt: 0,
    heartbeatAt: core.parts.clock.now() + HEARTBEAT_MS,
    stopBefore: null,
    lookAgainAt: null,
    fatal: null,
  };
  const onFatal = (error: unknown): void => {
    watch.fatal = error;
  };
  const ticking: Ticking & Looping = { ...looping, signal: ending.signal, nextCause: causes(core), onFatal };
  const writingBack = openWritingBack(core, () => alarm.ring('files'));
  core.parts.door.serve(
    (request) =>
      answerRequest({ ...looping, afterNextSweep: sweeps.next, afterFirstSweep: sweeps.first }, request),
    ({ few }, show) =>
      looping.publisher.watch(few === true ? (snapshot) => show(withFewTasks(snapshot)) : show),
  );
  for (const effect of looping.left) lanes.begin(effect.action, takeUp(ticking, effect));
  core.options.signal.addEventListener('abort', () => alarm.ring('inbox'), { once: true });
  while (true) {
    const wakeAt = await oneRound(ticking, { writingBack, watch, sweeps });
    const ended = whyEnd(looping, watch);
    if (ended !== null) return finish(looping, { ending, writingBack, ended });
    await alarm.sleep(Math.max(0, wakeAt - core.parts.clock.now()));
  }
}

interface Watch {
  sweepAt: number;
  heartbeatAt: number;
  stopBefore: number | null;
  /** When a rule wanted to look again: what is shown may be another thing from then on. */
  lookAgainAt: number | null;
  fatal: unknown;
}

interface Round {
  readonly writingBack: WritingBack;
  readonly watch: Watch;
  readonly sweeps: Sweeps;
}

/** Returns when to look again, epoch milliseconds. */
async function oneRound(ticking: Ticking & Looping, round: Round): Promise<number> {
  const { core, alarm, publisher, onFatal } = ticking;
  const { clock, log } = core.parts;
  const { watch, sweeps } = round;
  const { senses, rang } = alarm.take();
  if (clock.now() >= watch.sweepAt) for (const sense of ALL_SENSES) senses.add(sense);
  let again: number | null = null;
  try {
    if (ruleWantsToLook(watch, clock.now())) {
      publisher.changed();
      await lookAndDecide(ticking, watch, senses);
    } else if (rang || senses.size > 0) await lookAndDecide(ticking, watch, senses);
    again = await tend(ticking, round);
    if (isAll(senses)) sweeps.done();
  } catch (error) {
    if (core.isFatal(error)) onFatal(error);
    log.error({}, `a tick failed: ${messageOf(error)}`);
    alarm.ring(...senses);
    await clock.wait(TRY_AGAIN_MS);
  }
  return Math.min(earliest(again, publisher.publish(again)) ?? watch.sweepAt, watch.sweepAt);
}

function ruleWantsToLook({ lookAgainAt }: Watch, now: number): boolean {
  return lookAgainAt !== null && now >= lookAgainAt;
}

async function lookAndDecide(
  ticking: Ticking & Looping,
  watch: Watch,
  senses: ReadonlySet<Sense>,
): Promise<void> {
  const { clock } = ticking.core.parts;
  const { wakeAt, failed } = await tick(ticking, senses);
  watch.lookAgainAt = wakeAt;
  if (failed.size > 0) watch.sweepAt = clock.now() + TRY_AGAIN_MS;
  else if (isAll(senses)) watch.sweepAt = clock.now() + SWEEP_MS;
}

/** What is done beside the rules; as long as nothing is new and no rule wants to look again, a round is only this. */
async function tend(
  { core, forecasting, publisher }: Ticking & Looping,
  { writingBack, watch }: Round,
): Promise<number | null> {
  await heartbeat(core, watch);
  await core.book.compactIfLarge();
  return earliest(earliest(watch.lookAgainAt, forecasting.step(publisher.isWatched())), writingBack.step());
}

/** Keeps counted time over a restart. */
async function heartbeat({ book, parts, ...core }: Core, watch: Watch): Promise<void> {
  const now = parts.clock.now();
  if (now < watch.heartbeatAt) return;
  watch.heartbeatAt = now + HEARTBEAT_MS;
  const facts = clockFacts(core);
  if (facts.length > 0) await book.write([{ type: 'observed', at: now, facts }]);
}

function clockFacts(core: Pick<Core, 'world'>): readonly Fact[] {
  const world = core.world();
  const counted = [...world.counted].filter(([, { quietMs }]) => quietMs > 0);
  if (counted.length === 0 && world.agentMs.size === 0) return [];
  const quietMs = Object.fromEntries(counted.map(([name, time]) => [name, time.quietMs]));
  const stillMs = Object.fromEntries(counted.map(([name, time]) => [name, time.stillMs]));
  return [{ type: 'clocks', quietMs, stillMs, agentMs: Object.fromEntries(world.agentMs) }];
}

function whyEnd({ core, lanes }: Looping, watch: Watch): Omit<Ended, 'snapshot'> | null {
  if (watch.fatal !== null) return { because: 'fenced', says: messageOf(watch.fatal) };
  if (core.options.signal.aborted || core.stopping === 'leave-sessions')
    return { because: 'stopped', says: 'stopped; sessions are left alone' };
  if (core.stopping !== 'no')
    return sessionsEnded(core, watch) ? { because: 'stopped', says: 'stopped; sessions are ended' } : null;
  const isQuiet = lanes.running === stayingOf(core.book.ledger).length;
  const settled = core.options.untilDone && isQuiet && isSettled(core.world());
  return settled ? { because: 'settled', says: 'nothing more happens without you' } : null;
}

function sessionsEnded({ parts, book }: Core, watch: Watch): boolean {
  watch.stopBefore ??= parts.clock.now() + END_SESSIONS_MS;
  const alive = [...book.ledger.workers.values()].some(({ generation }) => generation !== null);
  const busy = book.ledger.open.size > stayingOf(book.ledger).length;
  return (!alive && !busy) || parts.clock.now() >= watch.stopBefore;
}

async function finish(
  { core, lanes, publisher, forecasting }: Looping,
  {
    ending,
    writingBack,
    ended,
  }: {
    readonly ending: AbortController;
    readonly writingBack: WritingBack;
    readonly ended: Omit<Ended, 'snapshot'>;
  },
): Promise<Ended> {
  const { clock, log } = core.parts;
  ending.abort();
  await Promise.race([lanes.idle(), clock.wait(WIND_DOWN_MS)]);
  if (ended.because === 'fenced') return { ...ended, snapshot: null };
  // What lay there was put away with its session: the last picture would tell of it for as long as nobody runs.
  if (sessionsAreEnded(core)) await forecasting.recount(RECOUNT_MS);
  try {
    await writingBack.finish();
    const at = clock.now();
    const facts = clockFacts(core);
    if (facts.length > 0) await core.book.write([{ type: 'observed', at, facts }]);
    await core.book.write([{ type: 'stopped', at, because: ended.says }]);
  } catch (error) {
    log.warn({}, `not everything could be written at the end: ${messageOf(error)}`);
  }
  return { ...ended, snapshot: await publisher.flush() };
}

function sessionsAreEnded({ stopping }: Core): boolean {
  return stopping === 'end-sessions' || stopping === 'end-sessions-now';
}

/** Lets a request wait for a look at everything. */
interface Sweeps {
  readonly next: (timeoutMs: number) => Promise<void>;
  readonly first: (timeoutMs: number) => Promise<void>;
  readonly done: () => void;
}

function openSweeps({ parts }: Core): Sweeps {
  let waiting: AbortController | null = null;
  let isFirstDone = false;
  const next = (timeoutMs: number): Promise<void> => {
    waiting ??= new AbortController();
    return parts.clock.wait(timeoutMs, waiting.signal);
  };
  return {
    next,
    first: (timeoutMs) => (isFirstDone ? Promise.resolve() : next(timeoutMs)),
    done: () => {
      isFirstDone = true;
      waiting?.abort('looked');
      waiting = null;
    },
  };
}

function isAll(senses: ReadonlySet<Sense>): boolean {
  return ALL_SENSES.every((sense) => senses.has(sense));
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}

function causes({ book }: Core): () => string {
  let count = 0;
  return () => {
    count += 1;
    return causeId(book.ledger.epoch, count);
  };
}
