import { Fault } from '../../domain/fault.ts';
import type { PaneView } from '../../domain/generation.ts';
import { sessionName } from '../../domain/names.ts';
import type { SessionSpec, StartedSession } from '../../ports/terminal.ts';
import { allOk, type ControlClient } from './control-client.ts';
import type { Reply } from './control-parser.ts';
import { clockOption, equal, releaseTyping } from './guard.ts';
import { namedIn } from './environment.ts';
import { endLeftovers, SESSION_VARIABLE, sessionMark } from './leftovers.ts';
import { type Launch, prepareLaunch, refuseBadSpec } from './launch.ts';
import { formatLiteral, timeFormatLiteral, tmuxQuote } from './quote.ts';
import type { Setting } from './setting.ts';
import { heldIn, noDraft } from './status-line.ts';
import { panesOf } from './view.ts';

const columns = 200;
const rows = 50;
const LEFTOVER_GRACE_MS = 500;

/**
 * Starts one generation. Asked again for a generation that was started already (its answer was lost), it gives that one: the same
 * number is never started twice.
 */
export async function start(setting: Setting, spec: SessionSpec): Promise<StartedSession> {
  refuseBadSpec(spec);
  const client = await setting.link.start();
  const { panes } = await panesOf(setting, client);
  const there = panes.filter(({ worker }) => worker === spec.worker);
  const same = there.find(({ generation }) => generation === spec.generation);
  if (same !== undefined) return started(client, same, spec);
  const alive = there.find(({ dead }) => !dead);
  if (alive !== undefined)
    throw refused(spec, `generation ${alive.generation} still runs in ${alive.session}`);
  const [dead] = there;
  const life = { projectId: setting.names.projectId, worker: spec.worker, generation: spec.generation };
  // One that died by itself took nothing along that had left its terminal.
  const before = new Set([dead?.generation ?? 0, spec.generation - 1]);
  for (const generation of before)
    if (generation > 0) await endLeftovers({ ...life, generation }, LEFTOVER_GRACE_MS);
  const launch = await prepareLaunch(setting.runDir, spec, {
    ...setting.env,
    ...namedIn(setting.outerEnv, spec.inherits ?? []),
    [SESSION_VARIABLE]: sessionMark(life),
  });
  return dead === undefined
    ? create(setting, spec, { client, launch })
    : respawn(setting, spec, { client, launch, dead });
}

interface Means {
  readonly client: ControlClient;
  readonly launch: Launch;
}

/** All in one line: tmux reads no output of the pane, and nobody sees the session, before its options and its log are set. */
async function create(
  setting: Setting,
  spec: SessionSpec,
  { client, launch }: Means,
): Promise<StartedSession> {
  const session = sessionName(setting.names.project, spec.worker);
  const target = `=${session}:`;
  const status = setting.ownServer ? [] : await heldIn(client, target);
  const replies = await client.ask(
    [
      `new-session -d -s ${session} -n ${spec.worker} -x ${columns} -y ${rows} ${program(spec, launch)}`,
      ...paneOptions(setting, spec, target),
      ...status,
      logging(target, launch),
      printIdentity(target),
    ].join(' ; '),
  );
  if (replies[0]?.lines[0]?.startsWith('duplicate session') === true) throw taken(spec, session);
  return startedAs(spec, session, allOk(replies, 'start a session'));
}

/** respawn-pane without -k refuses a pane whose process lives, whatever was seen before. */
async function respawn(
  setting: Setting,
  spec: SessionSpec,
  { client, launch, dead }: Means & { readonly dead: PaneView },
): Promise<StartedSession> {
  const { paneId, panePid, session } = dead;
  const unchanged = equal(
    '#{pane_id}:#{pane_pid}:#{@czar_project}',
    `${paneId}:${panePid}:${setting.names.projectId}`,
  );
  const commands = [
    `respawn-pane -t ${paneId} ${program(spec, launch)}`,
    ...paneOptions(setting, spec, paneId),
    releaseTyping(paneId),
    logging(paneId, launch),
    printIdentity(paneId),
  ];
  const replies = await client.ask(
    `if-shell -F -t ${paneId} ${tmuxQuote(unchanged)} { ${commands.join(' ; ')} } { display-message -p no }`,
  );
  const failed = replies.find(({ ok }) => !ok);
  if (failed !== undefined) throw refused(spec, failed.lines.join(' '));
  if (replies.at(-1)?.lines[0] === 'no') throw refused(spec, `pane ${paneId} changed meanwhile`);
  return startedAs(spec, session, replies);
}

/** Several arguments: tmux executes them as they are, no shell reads them. Only the directory is a format. */
function program(spec: SessionSpec, { script }: Launch): string {
  return `-c ${tmuxQuote(formatLiteral(spec.cwd))} /bin/sh ${tmuxQuote(script)}`;
}

function paneOptions({ names, leaseMs }: Setting, spec: SessionSpec, target: string): readonly string[] {
  const set = `set-option -p -t ${target}`;
  return [
    `${set} remain-on-exit on`,
    `${set} @czar_project ${names.projectId}`,
    `${set} @czar_worker ${spec.worker}`,
    `${set} @czar_generation ${spec.generation}`,
    `${set} ${clockOption}`,
    `${set} @czar_lease ${Math.ceil(leaseMs / 1_000)}`,
    noDraft(target),
    `set-hook -p -t ${target} pane-died ${tmuxQuote(tellDeath(spec.worker))}`,
  ];
}

/**
 * A pane that died and stays says nothing to control clients, so its window is renamed to the name it has: that is told. Commands of
 * a hook are not told either, hence the detour through `run-shell -C`, which runs a tmux command, no shell, outside of the hook.
 * The hook expands `#{hook_pane}` to the pane that died.
 */
function tellDeath(worker: string): string {
  return `run-shell -b -C ${tmuxQuote(`rename-window -t #{hook_pane} ${worker}`)}`;
}

function logging(target: string, { logCommand }: Launch): string {
  return `pipe-pane -t ${target} ${tmuxQuote(`${timeFormatLiteral(logCommand)} #{pane_tty}`)}`;
}

function printIdentity(target: string): string {
  return `display-message -p -t ${target} "#{pid} #{pane_id} #{pane_pid}"`;
}

function startedAs(spec: SessionSpec, session: string, replies: readonly Reply[]): StartedSession {
  const said = replies.at(-1)?.lines[0] ?? '';
  const [, serverPid, paneId, panePid] = /^(\d+) (%\d+) (\d+)$/.exec(said) ?? [];
  if (paneId === undefined) throw refused(spec, `tmux says "${said}" of the new pane`);
  return {
    identity: { serverPid: Number(serverPid), paneId, panePid: Number(panePid), number: spec.generation },
    session,
  };
}

function started(client: ControlClient, pane: PaneView, spec: SessionSpec): StartedSession {
  const { paneId, panePid, session } = pane;
  return { identity: { serverPid: client.serverPid, paneId, panePid, number: spec.generation }, session };
}

function taken(spec: SessionSpec, session: string): Fault {
  return new Fault({
    code: 'command-failed',
    what: 'start a session',
    on: spec.worker,
    because: `there is a session ${session} that is not of this project`,
    help: `rename it: tmux rename-session -t =${session} <other name>`,
  });
}

function refused(spec: SessionSpec, because: string): Fault {
  return new Fault({ code: 'command-failed', what: 'start a session', on: spec.worker, because });
}
