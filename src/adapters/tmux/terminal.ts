import { chmod, mkdir } from 'node:fs/promises';
import { Fault } from '../../domain/fault.ts';
import { controlSessionName, type ProjectNames, refuseName } from '../../domain/names.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Terminal } from '../../ports/terminal.ts';
import { end } from './end.ts';
import { type Environment, inheritedEnvironment } from './environment.ts';
import { equal, typingOwner } from './guard.ts';
import { endLeftovers } from './leftovers.ts';
import { type Link, openLink } from './link.ts';
import { tmuxQuote } from './quote.ts';
import { screen } from './screen.ts';
import { type Server, tmuxServer } from './server.ts';
import type { Setting } from './setting.ts';
import { start } from './start.ts';
import { showDraft } from './status-line.ts';
import { enter, keys, paste } from './typing.ts';
import { unread } from './unread.ts';
import { view } from './view.ts';

export interface TerminalOptions {
  readonly names: ProjectNames;
  /** Null: a server of Czar's own. A name: that socket of the user's (`default`), on which nothing global is set. */
  readonly socket: string | null;
  /** Private folder, absolute: configuration, launch scripts, texts on their way. May be emptied while no session starts. */
  readonly runDir: string;
  /** Absolute; what has to be known of the server after a restart. */
  readonly stateDir: string;
  /** Where the allow list takes from: the environment that Czar was started in. */
  readonly env: Environment;
  readonly clock: Clock;
  /** After a person's last key nothing is typed for so long: their status line says so. Default: it says nothing. */
  readonly leaseMs?: number;
}

/** Sessions in a real tmux (3.2 or newer). Touches nothing before the first call. Errors: Fault `bad-input` for impossible names. */
export function openTerminal(options: TerminalOptions): Terminal {
  refuseBadOptions(options);
  const server = tmuxServer(options);
  const link = openLink(server, options.clock);
  const setting: Setting = {
    names: options.names,
    link,
    clock: options.clock,
    runDir: options.runDir,
    leaseMs: options.leaseMs ?? 0,
    ownServer: server.own,
    env: inheritedEnvironment(options.env),
    outerEnv: options.env,
    owner: typingOwner(process.pid, options.clock.randomHex(16)),
  };
  return {
    connect: async () => {
      await privateFolder(options.runDir);
      const { serverPid, socketPath } = await link.start();
      return { serverPid, socketPath };
    },
    view: () => view(setting),
    start: (spec) => start(setting, spec),
    end: (who, { graceMs }) => end(setting, who, { graceMs }),
    endDaemons: (life, { graceMs }) => endLeftovers({ projectId: options.names.projectId, ...life }, graceMs),
    paste: async (who, text, id) => {
      await privateFolder(options.runDir);
      return paste(setting, who, { text, id });
    },
    enter: (who) => enter(setting, who),
    keys: (who, names) => keys(setting, who, names),
    unread: (who) => unread(setting, who),
    screen: (who) => screen(setting, who),
    showDraft: (who, isThere) => showDraft(setting, who, isThere),
    onHint: (listener) => link.onHint(listener),
    close: ({ endServer }) => close(setting, server, endServer),
  };
}

async function privateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
}

/** The server is asked (one x for each session) and ended in one command, so a session that begins meanwhile is not lost. */
async function close({ link, names }: Setting, server: Server, endServer: boolean): Promise<void> {
  const control = `=${controlSessionName(names.project)}:`;
  const alone = tmuxQuote(equal('#{S:x}', 'x'));
  const lastAct = server.own
    ? `if-shell -F ${alone} { kill-server }`
    : `if-shell -F -t ${control} ${tmuxQuote(equal('#{session_attached}', '1'))} { kill-session -t ${control} }`;
  try {
    if (endServer || !server.own) await lastAsk(link, lastAct);
  } finally {
    link.close();
  }
}

/** The connection may end with what it asked for; that is no failure. */
async function lastAsk(link: Link, line: string): Promise<void> {
  try {
    const client = await link.find();
    if (client !== null) await client.ask(line);
  } catch (error) {
    if (!(error instanceof Fault) || error.facts.code !== 'tmux-unreachable') throw error;
  }
}

function refuseBadOptions({ names, socket }: TerminalOptions): void {
  const because =
    refuseName(names.project) ??
    (/^[A-Za-z0-9-]{6,64}$/.test(names.projectId) ? null : 'the project has no usable id') ??
    (socket === null || /^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$/.test(socket)
      ? null
      : `"${socket}" cannot be the name of a tmux socket`);
  if (because !== null) throw new Fault({ code: 'bad-input', what: 'use tmux', on: names.project, because });
}
