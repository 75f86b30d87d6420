import { Fault } from '../../../src/domain/fault.ts';
import type { PaneIdentity, PaneView } from '../../../src/domain/generation.ts';
import { sessionName } from '../../../src/domain/names.ts';
import { known } from '../../../src/domain/seen.ts';
import type { Screen, SessionSpec, Terminal, Typed } from '../../../src/ports/terminal.ts';
import type { Life } from '../life.ts';
import type { Scheduler } from '../scheduler.ts';

/** A program in a pane. */
export interface Program {
  paste(text: string): void;
  key(name: string): void;
  /** Whether it has not read all that was typed; not there: it reads at once. */
  readonly unread?: () => boolean;
  screen(): Screen;
  /** It is ended from outside; it does nothing any more. */
  end(): void;
}

/** What a pane gives to its program. */
export interface Tty {
  exited(how: { readonly status: number | null; readonly signal: number | null }): void;
  wrote(): void;
  /** A person is attached and has just typed, or is gone. */
  human(is: 'typing' | 'gone'): void;
}

interface Pane {
  readonly paneId: string;
  readonly worker: string;
  readonly session: string;
  panePid: number;
  generation: number;
  program: Program;
  death: { readonly status: number | null; readonly signal: number | null } | null;
  lastOutputAt: number | null;
  humanKeyAt: number | null;
  attachedClients: number;
}

/** A terminal server and what runs in it, which outlives the supervisor. */
export interface TerminalServer {
  terminal(life: Life): Terminal;
  crash(who: PaneIdentity, how: { readonly status: number | null; readonly signal: number | null }): void;
  loseServer(): void;
  /** Workers whose program runs. */
  alive(): readonly string[];
}

export interface ServerOptions {
  readonly scheduler: Scheduler;
  readonly project: string;
  run(spec: SessionSpec, tty: Tty): Program;
  /** Whether a hint is not lost. */
  hears?(): boolean;
}

interface Server {
  pid: number | null;
  pids: number;
  panes: Pane[];
  listening: { readonly life: Life; readonly listener: () => void } | null;
}

const KEY =
  /^(?:[CMS]-)*(?:[A-Za-z0-9]|Enter|Escape|Space|Tab|BTab|BSpace|Up|Down|Left|Right|Home|End|PageUp|PageDown|F[1-9]|F1[0-2])$/;

export function terminalServer(options: ServerOptions): TerminalServer {
  const server: Server = { pid: null, pids: 100, panes: [], listening: null };
  const hint = (): void => {
    if (server.listening !== null && (options.hears?.() ?? true))
      server.listening.life.tell(server.listening.listener);
  };
  const die = (pane: Pane, how: NonNullable<Pane['death']>): void => {
    if (pane.death !== null) return;
    pane.program.end();
    pane.death = how;
    hint();
  };
  return {
    terminal: (life) => openTerminal({ server, options, life, die, hint }),
    crash(who, how) {
      const pane = server.panes.find(({ panePid }) => panePid === who.panePid);
      if (pane !== undefined) die(pane, how);
    },
    loseServer() {
      for (const pane of server.panes.splice(0)) pane.program.end();
      server.pid = null;
      hint();
    },
    alive: () => server.panes.flatMap(({ worker, death }) => (death === null ? [worker] : [])),
  };
}

interface Opened {
  readonly server: Server;
  readonly options: ServerOptions;
  readonly life: Life;
  readonly die: (pane: Pane, how: NonNullable<Pane['death']>) => void;
  readonly hint: () => void;
}

function openTerminal(opened: Opened): Terminal {
  const { server, options, life } = opened;
  const { scheduler } = options;
  const type = (who: PaneIdentity, act: (program: Program) => void): Promise<Typed> =>
    life.ask(() => {
      const pane = find(server, who);
      if (typeof pane === 'string') return { typed: false, because: pane };
      act(pane.program);
      return { typed: true };
    });
  return {
    connect: () => life.ask(() => ({ serverPid: connect(server), socketPath: '/sim/tmux' })),
    view: () =>
      life.ask(() => known({ serverPid: server.pid ?? 0, panes: server.panes.map(viewOf) }, scheduler.now)),
    start: (spec) => life.ask(() => start(opened, spec), 20),
    end: (who, { graceMs }) =>
      life.ask(
        () => {
          const pane = server.panes.find((one) => matches(server, one, who));
          if (pane === undefined) return 'gone';
          pane.program.end();
          server.panes = server.panes.filter((one) => one !== pane);
          return 'ended';
        },
        Math.min(graceMs, 50),
      ),
    endDaemons: () => life.ask(() => undefined),
    paste: (who, text) => type(who, (program) => program.paste(text)),
    enter: (who) => type(who, (program) => program.key('Enter')),
    keys: async (who, names) => {
      const bad = names.find((name) => !KEY.test(name));
      if (bad !== undefined)
        throw new Fault({ code: 'bad-input', what: 'type a key', on: bad, because: 'there is no such key' });
      return type(who, (program) => {
        for (const name of names) program.key(name);
      });
    },
    unread: (who) =>
      life.ask(() => {
        const pane = server.panes.find((one) => matches(server, one, who));
        return pane?.program.unread?.() ?? false;
      }),
    screen: (who) =>
      life.ask(() => {
        const pane = server.panes.find((one) => matches(server, one, who));
        return pane?.program.screen() ?? null;
      }),
    showDraft: () => life.ask(() => undefined),
    onHint(listener) {
      server.listening = { life, listener };
    },
    close: ({ endServer }) =>
      life.ask(() => {
        server.listening = null;
        if (endServer && server.panes.length === 0) server.pid = null;
      }),
  };
}

function connect(server: Server): number {
  server.pid ??= nextPid(server);
  return server.pid;
}

function nextPid(server: Server): number {
  server.pids += 1;
  return server.pids;
}

/** The pane of a life that is still going on, or why nothing can be typed for it. */
function find(server: Server, who: PaneIdentity): Pane | 'gone' | 'other-generation' {
  const pane =
    server.pid === who.serverPid ? server.panes.find(({ paneId }) => paneId === who.paneId) : undefined;
  if (pane === undefined) return 'gone';
  if (!matches(server, pane, who)) return 'other-generation';
  return pane.death === null ? pane : 'gone';
}

function matches(server: Server, pane: Pane, who: PaneIdentity): boolean {
  return (
    server.pid === who.serverPid &&
    pane.paneId === who.paneId &&
    pane.panePid === who.panePid &&
    pane.generation === who.number
  );
}

function start({ server, options, die, hint }: Opened, spec: SessionSpec) {
  const serverPid = connect(server);
  const found = server.panes.find(({ worker }) => worker === spec.worker);
  const isSame = found?.generation === spec.generation;
  if (found?.death === null && !isSame) {
    const because = `generation ${found.generation} still runs in its pane`;
    throw new Fault({ code: 'command-failed', what: 'start a session', on: spec.worker, because });
  }
  const pane = isSame && found !== undefined ? found : launch({ server, options, die, hint }, spec, found);
  const { paneId, panePid, session } = pane;
  return { identity: { serverPid, paneId, panePid, number: spec.generation }, session };
}

function launch(
  { server, options, die, hint }: Pick<Opened, 'server' | 'options' | 'die' | 'hint'>,
  spec: SessionSpec,
  old: Pane | undefined,
): Pane {
  const panePid = nextPid(server);
  const pane: Pane = {
    paneId: old?.paneId ?? `%${panePid}`,
    panePid,
    worker: spec.worker,
    session: sessionName(options.project, spec.worker),
    generation: spec.generation,
    program: NOTHING,
    death: null,
    lastOutputAt: options.scheduler.now,
    humanKeyAt: null,
    attachedClients: 0,
  };
  const tty: Tty = {
    exited: (how) => die(pane, how),
    wrote() {
      pane.lastOutputAt = options.scheduler.now;
    },
    human(is) {
      pane.attachedClients = is === 'gone' ? 0 : 1;
      if (is === 'typing') pane.humanKeyAt = options.scheduler.now;
    },
  };
  pane.program = options.run(spec, tty);
  server.panes = [...server.panes.filter((one) => one !== old), pane];
  hint();
  return pane;
}

const NOTHING: Program = {
  paste: () => undefined,
  key: () => undefined,
  screen: () => ({ lines: [], cursorX: 0, cursorY: 0 }),
  end: () => undefined,
};

function viewOf({ program: _program, death, ...pane }: Pane): PaneView {
  return {
    ...pane,
    dead: death !== null,
    deadStatus: death?.status ?? null,
    deadSignal: death?.signal ?? null,
    inMode: false,
  };
}
