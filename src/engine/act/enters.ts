import { type AfterEnter, enterAgain } from '../../decide/enter-again.ts';
import type { Typed } from '../../ports/terminal.ts';
import { holdsText, isEmpty, look } from './composer.ts';
import { echo, echoTimeMs, judge } from './echo.ts';
import type { Effect } from './effect.ts';
import { type Behind, type Ended, NOT_TYPED, type Sent, UNREAD } from './ended.ts';
import { type Agent, refuseIfOver } from './subject.ts';
import { behind, takeBack } from './take-back.ts';

const MOST_ENTERS = 3;
/** How often it is looked whether an agent has read its Enter. */
const WAIT_MS = 500;
/** For an event that is on its way although the text has left the composer. */
const LATE_ECHO_MS = 5_000;

export interface Sending {
  readonly sent: Sent;
  readonly wasBusy: boolean;
  /** How long it took to show the text, in milliseconds. */
  readonly paceMs: number;
}

/** Presses Enter, and again while it provably did not work, and finds out what became of the text. */
export async function enters(effect: Effect, agent: Agent, sending: Sending): Promise<Ended | Behind> {
  const { id } = sending.sent;
  for (let press = 1; press <= MOST_ENTERS; press += 1) {
    refuseIfOver(effect, 'press Enter', agent.who.worker);
    const typed = await effect.parts.terminal.enter(agent.who);
    if (!typed.typed)
      return press === 1
        ? takeBack(effect, agent, { id, because: NOT_TYPED[typed.because], entered: false })
        : lost(typed);
    const ended = await afterEnter(effect, agent, sending);
    if (ended === 'stop') return takeAway(effect, agent, { sending, because: 'Enter was not taken' });
    if (ended !== 'press') return ended;
  }
  return takeAway(effect, agent, { sending, because: `Enter was not taken ${MOST_ENTERS} times` });
}

function lost(typed: Extract<Typed, { typed: false }>): Ended {
  return { verdict: 'unverified', because: `${NOT_TYPED[typed.because]}, after Enter` };
}

/** Waits until it is known what an Enter did, or that it did nothing. */
async function afterEnter(
  effect: Effect,
  agent: Agent,
  sending: Sending,
): Promise<Ended | Behind | 'press' | 'stop'> {
  const { sent } = sending;
  const read = reading(effect, agent);
  for (;;) {
    const event = await echo(effect, agent, { id: sent.id, timeoutMs: WAIT_MS });
    if (event !== null) return judge(event, sent.text);
    refuseIfOver(effect, 'wait for an agent', agent.who.worker);
    // Before the look at the screen: a text that stands there once its Enter was read was not taken by it.
    const reads = await read();
    if (reads.waitedMs < echoTimeMs(sent.bytes)) continue;
    const screen = await look(effect, agent);
    if (screen === null || !holdsText(screen, sent.id)) return lateEcho(effect, agent, sending);
    const next = whatNext(agent, sending, reads);
    if (next !== 'wait') return next;
  }
}

type Reads = Pick<AfterEnter, 'unread' | 'waitedMs' | 'readMs'>;

/** From an Enter on: whether it was read, and for how long that is known. */
function reading(effect: Effect, { who }: Agent): () => Promise<Reads> {
  const { clock, terminal } = effect.parts;
  const enteredMs = clock.monotonicMs();
  let sinceMs: number | null = null;
  return async () => {
    const unread = await terminal.unread(who);
    const nowMs = clock.monotonicMs();
    sinceMs = unread === false ? (sinceMs ?? nowMs) : null;
    return { unread, waitedMs: nowMs - enteredMs, readMs: nowMs - (sinceMs ?? enteredMs) };
  };
}

function whatNext({ kind }: Agent, { paceMs }: Sending, reads: Reads): Ended | 'press' | 'wait' | 'stop' {
  const isHarmless = kind.facts.enterDoesNothing === true;
  const next = enterAgain({ ...reads, paceMs, isHarmless });
  return next === 'stop' && reads.unread === true
    ? { verdict: 'unverified', because: `${UNREAD}: Enter may still be taken` }
    : next;
}

/** The text has left the composer, or nobody can tell. */
async function lateEcho(effect: Effect, agent: Agent, { sent, wasBusy }: Sending): Promise<Ended | Behind> {
  const event = await lateEvent(effect, agent, sent);
  if (event !== null) return event;
  refuseIfOver(effect, 'find out what became of a text', agent.who.worker);
  const screen = await look(effect, agent);
  if (screen?.shows === 'dialog') return behind(effect, agent, { screen, entered: true });
  if (wasBusy && screen !== null && isEmpty(screen)) {
    return { verdict: 'queued', because: 'it waits for the end of the turn' };
  }
  return { verdict: 'unverified', because: 'no event says that it arrived' };
}

async function lateEvent(effect: Effect, agent: Agent, { id, text }: Sent): Promise<Ended | null> {
  if (agent.kind.facts.proves !== 'prompt-event') return null;
  const event = await echo(effect, agent, { id, timeoutMs: LATE_ECHO_MS });
  return event === null ? null : judge(event, text);
}

/** The composer may be empty because an Enter was taken after all, right before: then its event comes. */
async function takeAway(
  effect: Effect,
  agent: Agent,
  { sending, because }: { readonly sending: Sending; readonly because: string },
): Promise<Ended | Behind> {
  const { sent } = sending;
  const ended = await takeBack(effect, agent, { id: sent.id, because, entered: true });
  return ended.verdict === 'refused' ? ((await lateEvent(effect, agent, sent)) ?? ended) : ended;
}
