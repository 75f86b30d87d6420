import type { Dialog } from '../../../../src/domain/dialog.ts';
import type { AgentEvent } from '../../../../src/domain/agent-event.ts';
import type { KindFacts } from '../../../../src/domain/world.ts';
import type { AgentKind } from '../../../../src/ports/agent.ts';
import type { SessionSpec, Terminal, Typed } from '../../../../src/ports/terminal.ts';
import { NOON } from '../../../support/ledger-parts.ts';

/** One pane with an agent in it that takes pastes into a composer and submits them on Enter. */
export interface FakePane {
  readonly terminal: Terminal;
  composer: string;
  shows: 'prompt' | 'busy' | 'dialog' | 'gone' | 'unreadable';
  /** What its dialog asks, while it shows one; null: it cannot be read. */
  dialog: Dialog | null;
  /** Called after keys were typed, and before the screen is shown for the so-manieth time. */
  onKeys: ((names: readonly string[]) => void) | null;
  onLook: ((count: number) => void) | null;
  onEnter: (() => void) | null;
  /** What is true of its kind beside the usual. */
  facts: Partial<KindFacts>;
  /** Whether it has not read what was typed, where that can be told; null: it reads at once. */
  unread: (() => boolean | null) | null;
  /** It reads no Enter until this is false again. */
  stalls: boolean;
  /** Enters that it has not read. */
  waiting: number;
  /** Enters that were pressed while a dialog was open. */
  enteredDialogs: number;
  /** How many Enters do nothing. */
  swallows: number;
  /** A paste reaches the composer only after so many looks. */
  landsAfterLooks: number;
  /** Pastes never reach the composer. */
  drops: boolean;
  /** What a person types behind each paste. */
  typedAfterPaste: string;
  /** Why nothing can be typed. */
  refuses: Extract<Typed, { typed: false }>['because'] | null;
  /** What the agent makes of a text before it reports it; null: it reports nothing. */
  hears: ((text: string) => string) | null;
  readonly events: AgentEvent[];
  readonly submitted: string[];
  readonly keys: string[];
  readonly started: SessionSpec[];
  readonly ended: number[];
  /** Whether its status line tells that a draft keeps texts waiting. */
  tellsDraft: boolean;
  /** Lives whose daemons were ended. */
  readonly freed: number[];
}

const fakeKind: AgentKind = {
  name: 'demo',
  facts: { proves: 'prompt-event', tellsIdle: true, resumes: false, betweenTasks: 'keep', readyBy: 'event' },
  launch: ({ cwd, servers }) => ({
    argv: ['agent'],
    env: {
      HOME: '/home/agent',
      PWD: cwd,
      CZAR_WORKER: 'forged',
      SERVERS: (servers ?? []).map(({ name }) => name).join(),
    },
    files: [],
    conversation: null,
  }),
  translate: () => null,
  versionArgs: null,
  read: ({ lines: [shows = '', ...composer] }) => {
    if (shows === 'dialog') return { shows, composer: null, dialog: null };
    if (shows !== 'prompt' && shows !== 'busy') return { shows: 'unknown', composer: null, dialog: null };
    const text = composer.join('\n');
    return text.length > 2_000
      ? { shows, composer: { text: '[Pasted text]', paste: true }, dialog: null }
      : { shows, composer: { text, paste: false }, dialog: null };
  },
  interruptKeys: ['Escape'],
  clearKeys: ['C-u'],
};

/** The kind of the agent in this pane, whose dialogs can be read. */
export function kindIn(pane: FakePane): AgentKind {
  const read: AgentKind['read'] = (screen) => {
    const seen = fakeKind.read(screen);
    return seen.shows === 'dialog' ? { ...seen, dialog: pane.dialog } : seen;
  };
  return { ...fakeKind, facts: { ...fakeKind.facts, ...pane.facts }, read };
}

const nobody = (): never => {
  throw new Error('no effect touches this');
};

export function fakePane(): FakePane {
  let onItsWay = '';
  const land = (): void => {
    if (pane.landsAfterLooks > 0) return;
    pane.composer += onItsWay;
    onItsWay = '';
  };
  let looks = 0;
  const pane: FakePane = {
    dialog: null,
    onKeys: null,
    onLook: null,
    onEnter: null,
    facts: {},
    unread: null,
    stalls: false,
    waiting: 0,
    enteredDialogs: 0,
    composer: '',
    shows: 'prompt',
    swallows: 0,
    landsAfterLooks: 0,
    drops: false,
    typedAfterPaste: '',
    refuses: null,
    hears: (text) => text,
    events: [],
    submitted: [],
    keys: [],
    started: [],
    ended: [],
    freed: [],
    tellsDraft: false,
    terminal: {
      connect: nobody,
      view: nobody,
      start: async (spec) => {
        pane.started.push(spec);
        const identity = { serverPid: 100, paneId: '%9', panePid: 900, number: spec.generation };
        return { identity, session: `shop-worker-${spec.worker}` };
      },
      end: async ({ number }) => {
        pane.ended.push(number);
        return 'ended';
      },
      endDaemons: async ({ generation }) => void pane.freed.push(generation),
      paste: async (_who, text) =>
        typed(pane, () => {
          if (!pane.drops && pane.shows !== 'dialog') onItsWay = text + pane.typedAfterPaste;
          land();
        }),
      enter: async () => typed(pane, () => enter(pane)),
      keys: async (_who, names) =>
        typed(pane, () => {
          pane.keys.push(...names);
          if (names.includes('C-u') && pane.shows !== 'dialog') pane.composer = '';
          pane.onKeys?.(names);
        }),
      showDraft: async (_who, isThere) => {
        pane.tellsDraft = isThere;
      },
      unread: async () => (pane.unread === null ? false : pane.unread()),
      screen: async () => {
        looks += 1;
        pane.onLook?.(looks);
        if (onItsWay !== '') pane.landsAfterLooks -= 1;
        land();
        if (pane.shows === 'gone') return null;
        return { lines: [pane.shows, ...pane.composer.split('\n')], cursorX: 0, cursorY: 0 };
      },
      onHint: nobody,
      close: nobody,
    },
  };
  return pane;
}

function typed(pane: FakePane, act: () => void): Typed {
  if (pane.refuses !== null) return { typed: false, because: pane.refuses };
  act();
  return { typed: true };
}

/** Reads what waited. */
export function wake(pane: FakePane): void {
  pane.stalls = false;
  for (; pane.waiting > 0; pane.waiting -= 1) enter(pane);
}

function enter(pane: FakePane): void {
  if (pane.stalls) {
    pane.waiting += 1;
    return;
  }
  if (pane.shows === 'dialog') {
    pane.enteredDialogs += 1;
    return;
  }
  pressed(pane);
  pane.onEnter?.();
}

function pressed(pane: FakePane): void {
  if (pane.composer === '') return;
  if (pane.swallows > 0) {
    pane.swallows -= 1;
    return;
  }
  const text = pane.composer;
  pane.composer = '';
  pane.submitted.push(text);
  if (pane.hears !== null) pane.events.push({ event: 'prompt', at: NOON, text: pane.hears(text) });
}
