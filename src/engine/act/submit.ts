import type { DeliveryId } from '../../domain/names.ts';
import type { Verdict } from '../../domain/delivery.ts';
import type { ReceivedEvent } from '../../domain/agent-event.ts';
import { isSameText } from '../../domain/same-text.ts';
import type { AgentScreen } from '../../ports/agent.ts';
import type { Typed } from '../../ports/terminal.ts';
import { holdsText, isEmpty, look, pause } from './composer.ts';
import type { Effect } from './effect.ts';
import { seen } from './looking.ts';
import { type Agent, refuseIfOver, workerNow } from './subject.ts';

export interface Sent {
  readonly id: DeliveryId;
  readonly text: string;
  readonly bytes: number;
}

/** Where a text got to, and why that is known. `refused`: it provably was not submitted. */
export interface Ended {
  readonly verdict: Verdict;
  readonly because: string;
}

/** A dialog stands between the text and its Enter, and whether the text is behind it cannot be seen. */
export interface Behind {
  readonly verdict: 'held';
  readonly because: string;
  readonly entered: boolean;
}

const PASTE_MS = 100;
const PASTE_MS_PER_KB = 1;
/** A busy machine shows a long paste late, and one that lands after it was given up is a draft in the way of every other text. */
const LANDING_MS = 30_000;
const LANDING_MS_PER_100_KB = 1_000;
const LANDING_FIRST_POLL_MS = 25;
const LANDING_LAST_POLL_MS = 1_000;
const MOST_ENTERS = 3;
const ECHO_MS = 1_500;
const ECHO_MS_PER_100_KB = 1_000;
/** For an event that is on its way although the text has left the composer. */
const LATE_ECHO_MS = 5_000;

/**
 * Pastes a text, presses Enter apart, and waits for the agent's own event with the whole text. Enter is pressed again only while the
 * composer provably holds the text; the text itself is never pasted twice.
 */
export async function submit(effect: Effect, agent: Agent, sent: Sent): Promise<Ended | Behind> {
  const { terminal } = effect.parts;
  const wasBusy = workerNow(effect.now(), agent.who.worker).agent.activity === 'busy';
  const pasted = await terminal.paste(agent.who, sent.text, sent.id);
  if (!pasted.typed) return { verdict: 'refused', because: NOT_TYPED[pasted.because] };
  await pause(effect, PASTE_MS + (sent.bytes / 1_000) * PASTE_MS_PER_KB);
  return (await landing(effect, agent, sent)) ?? (await enters(effect, agent, { sent, wasBusy }));
}

const NOT_TYPED: Readonly<Record<Extract<Typed, { typed: false }>['because'], string>> = {
  gone: 'its session is gone',
  'other-generation': 'another session is in its place',
  'copy-mode': 'somebody reads back in its pane',
  human: 'somebody is typing in its pane',
};

/** Null: Enter may be pressed, because the text is there or nobody can tell. */
async function landing(effect: Effect, agent: Agent, { id, bytes }: Sent): Promise<Ended | Behind | null> {
  const { clock } = effect.parts;
  const giveUpAt = clock.monotonicMs() + LANDING_MS + (bytes / 100_000) * LANDING_MS_PER_100_KB;
  let pollMs = LANDING_FIRST_POLL_MS;
  let screen = await look(effect, agent);
  while (screen !== null && isUndecided(screen, id) && clock.monotonicMs() < giveUpAt) {
    await pause(effect, pollMs);
    pollMs = Math.min(pollMs * 2, LANDING_LAST_POLL_MS);
    screen = await look(effect, agent);
  }
  if (screen === null) return { verdict: 'refused', because: 'its session ended before Enter' };
  if (screen.shows === 'dialog') return behind(effect, agent, { screen, entered: false });
  if (screen.composer === null || holdsText(screen, id)) return null;
  return isEmpty(screen)
    ? { verdict: 'refused', because: 'the paste never reached the composer' }
    : { verdict: 'unverified', because: 'the composer holds something else beside the text' };
}

/** The dialog is told of, in case that nobody did. */
export async function behind(
  effect: Effect,
  agent: Agent,
  { screen, entered }: { readonly screen: AgentScreen; readonly entered: boolean },
): Promise<Behind> {
  await effect.step([seen(effect, agent, screen)]);
  const because = entered ? 'a dialog opened after Enter' : 'a dialog opened before Enter';
  return { verdict: 'held', because, entered };
}

function isUndecided(screen: Parameters<typeof holdsText>[0], id: DeliveryId): boolean {
  return screen.shows !== 'dialog' && screen.composer !== null && !holdsText(screen, id);
}

interface Sending {
  readonly sent: Sent;
  readonly wasBusy: boolean;
}

async function enters(effect: Effect, agent: Agent, sending: Sending): Promise<Ended | Behind> {
  const { sent } = sending;
  for (let press = 1; press <= MOST_ENTERS; press += 1) {
    refuseIfOver(effect, 'press Enter', agent.who.worker);
    const typed = await effect.parts.terminal.enter(agent.who);
    if (!typed.typed)
      return press === 1
        ? takeBack(effect, agent, { id: sent.id, because: NOT_TYPED[typed.because], entered: false })
        : lost(typed);
    const event = await echo(effect, agent, { id: sent.id, timeoutMs: echoTimeMs(sent.bytes) });
    if (event !== null) return judge(event, sent.text);
    const screen = await look(effect, agent);
    if (screen === null || !holdsText(screen, sent.id)) return lateEcho(effect, agent, sending);
  }
  const because = `Enter was not taken ${MOST_ENTERS} times`;
  return takeBack(effect, agent, { id: sent.id, because, entered: true });
}

function lost(typed: Extract<Typed, { typed: false }>): Ended {
  return { verdict: 'unverified', because: `${NOT_TYPED[typed.because]}, after Enter` };
}

export function echoTimeMs(bytes: number): number {
  return ECHO_MS + (bytes / 100_000) * ECHO_MS_PER_100_KB;
}

/** The agent's event that it received the delivery, in whatever shape; null when none came. */
export function echo(
  effect: Effect,
  { who }: Agent,
  { id, timeoutMs }: { readonly id: DeliveryId; readonly timeoutMs: number },
): Promise<ReceivedEvent['event'] | null> {
  const mark = `[czar ${id}]`;
  const heard = effect.heard(
    { worker: who.worker, generation: who.number },
    {
      matches: ({ event, delivery, text }) =>
        event === 'prompt' && (delivery === id || (text ?? '').includes(mark)),
      timeoutMs,
    },
  );
  return heard.then((received) => received?.event ?? null);
}

function judge({ text }: ReceivedEvent['event'], sent: string): Ended {
  return isSameText(text ?? '', sent)
    ? { verdict: 'confirmed', because: 'its prompt event has the whole text' }
    : { verdict: 'unverified', because: 'it arrived altered' };
}

/** The text has left the composer, or nobody can tell. */
async function lateEcho(effect: Effect, agent: Agent, { sent, wasBusy }: Sending): Promise<Ended | Behind> {
  if (agent.kind.facts.proves === 'prompt-event') {
    const event = await echo(effect, agent, { id: sent.id, timeoutMs: LATE_ECHO_MS });
    if (event !== null) return judge(event, sent.text);
  }
  refuseIfOver(effect, 'find out what became of a text', agent.who.worker);
  const screen = await look(effect, agent);
  if (screen?.shows === 'dialog') return behind(effect, agent, { screen, entered: true });
  if (wasBusy && screen !== null && isEmpty(screen)) {
    return { verdict: 'queued', because: 'it waits for the end of the turn' };
  }
  return { verdict: 'unverified', because: 'no event says that it arrived' };
}

interface TakenBack {
  readonly id: DeliveryId;
  readonly because: string;
  /** Enter was pressed for it. */
  readonly entered: boolean;
}

/** Empties the composer again, if it provably holds nothing but the text. */
export async function takeBack(
  effect: Effect,
  agent: Agent,
  { id, because, entered }: TakenBack,
): Promise<Ended | Behind> {
  const stays: Ended = {
    verdict: 'unverified',
    because: `${because}; the text may still stand in the composer`,
  };
  const before = await look(effect, agent);
  if (before?.shows === 'dialog') return behind(effect, agent, { screen: before, entered });
  if (before === null || !holdsText(before, id) || agent.kind.clearKeys.length === 0) return stays;
  const typed = await effect.parts.terminal.keys(agent.who, agent.kind.clearKeys);
  if (!typed.typed) return stays;
  await pause(effect, PASTE_MS);
  const after = await look(effect, agent);
  return after !== null && isEmpty(after) ? { verdict: 'refused', because } : stays;
}
