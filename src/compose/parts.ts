import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { openAccounts } from '../adapters/accounts/open-accounts.ts';
import { agentKinds, spendingIn, translateReport } from '../adapters/agents/kinds.ts';
import { openClock } from '../adapters/clock/clock.ts';
import { digest } from '../adapters/digest/digest.ts';
import { dropOrder, takeOrders } from '../adapters/door/orders-folder.ts';
import { writeSnapshot } from '../adapters/door/snapshot-file.ts';
import { openStatusFiles } from '../adapters/files/status-files.ts';
import { openRepository } from '../adapters/git/repository.ts';
import { openInbox } from '../adapters/inbox/open-inbox.ts';
import { openMcpServers } from '../adapters/mcp/open-servers.ts';
import { openMachine } from '../adapters/machine/machine.ts';
import { inheritedEnvironment } from '../adapters/tmux/environment.ts';
import { openReviewer } from '../adapters/reviewers/open-reviewer.ts';
import { openPrograms } from '../adapters/programs/open-programs.ts';
import { openTerminal } from '../adapters/tmux/terminal.ts';
import { openTranscripts } from '../adapters/transcripts/open-transcripts.ts';
import type { Parts } from '../engine/parts.ts';
import type { Policy } from '../domain/policy.ts';
import type { McpServers } from '../ports/mcp.ts';
import type { Reviewer } from '../ports/reviewer.ts';
import type { Repository } from '../ports/repository.ts';
import type { Terminal } from '../ports/terminal.ts';
import { inProjectFolder, projectFolderIn } from './agent-folder.ts';
import { openForge } from './forge.ts';
import type { OpenedProject } from './human-files.ts';
import { limitsFolder, logFolder, programsFolder, type Place } from './place.ts';
import { definedEnv } from './surroundings.ts';
import { webhookOf } from './webhook.ts';

/** What the caller brings: it differs between a supervisor and a look at its first plan. */
type Given = Pick<Parts, 'journal' | 'door' | 'log'>;

/** The outside world of a project, for the engine. */
export async function openParts(opened: OpenedProject, given: Given): Promise<Parts> {
  const { place, files, acceptance, policy } = opened;
  const { home, journalDir, projectId } = place;
  const clock = openClock();
  const kinds = agentKinds();
  const repository = await repositoryOf(place, policy);
  const translate = translateReport(kinds);
  const hooks = webhookOf(opened, clock);
  return {
    ...given,
    projectId,
    clock,
    digest,
    terminal: inProjectFolder(terminalOf(place, policy), place),
    repository,
    reviewer: reviewerOf(place, repository),
    ...(await openForge(opened, clock)),
    ...(hooks === null ? {} : { hooks }),
    files,
    acceptance,
    status: openStatusFiles({ home }),
    inbox: await openInbox({ dir: journalDir, translate }),
    transcripts: openTranscripts(translate, spendingIn(kinds)),
    machine: await openMachine(clock),
    accounts: openAccounts(limitsFolder(place.around.env)),
    servers: serversIn(place),
    programs: openPrograms({
      root: place.root,
      stateDir: programsFolder(place.around.env),
      trialsDir: join(place.root, '.czar', 'canary'),
      inherited: inheritedEnvironment(definedEnv(place.around.env)),
      clock,
    }),
    picture: { write: (snapshot) => writeSnapshot(journalDir, snapshot) },
    leftOrders: { take: () => takeOrders(journalDir), drop: (id) => dropOrder(journalDir, id) },
    kinds,
    kitFolder: (worker) => join(journalDir, 'run', `${worker}.kit`),
    logFile: (worker, generation) => join(logFolder(place), `${worker}.${generation}.log`),
  };
}

function reviewerOf({ root, around }: Place, { merges }: Repository): Reviewer {
  const clock = openClock();
  return openReviewer({ merges, root, env: definedEnv(around.env), clock, closed: new Map() });
}

/** They begin where their agents do, with what those have. */
function serversIn(place: Place): McpServers {
  const outer = definedEnv(place.around.env);
  const servers = openMcpServers({ inherited: inheritedEnvironment(outer), outer });
  return {
    missing: async (named, among) =>
      servers.missing(named, { ...among, cwd: await projectFolderIn(among.cwd, place) }),
  };
}

type Named = Pick<Policy, 'project' | 'tmuxSocket' | 'leaseMs'>;

export function terminalOf(
  { journalDir, projectId, around }: Place,
  { project, tmuxSocket, leaseMs }: Named,
): Terminal {
  return openTerminal({
    names: { project, projectId },
    socket: tmuxSocket,
    runDir: join(journalDir, 'run'),
    stateDir: journalDir,
    env: definedEnv(around.env),
    clock: openClock(),
    leaseMs,
  });
}

/** `gates`: below this folder of the project's. */
export function repositoryOf(
  place: Place,
  policy: Policy,
  gates: readonly string[] = ['gates'],
): Promise<Repository> {
  const { root, commonDir, projectId, topLevel, around } = place;
  // Checks and setup run with what an agent inherits: no token, nothing of this process.
  const env = { ...inheritedEnvironment(definedEnv(around.env)), TERM: 'dumb' };
  return openRepository({
    root,
    commonDir,
    projectId,
    identity: { name: policy.git.committerName, email: policy.git.committerEmail },
    gateEnv: env,
    setupEnv: env,
    outerEnv: around.env,
    clock: openClock(),
    mainCheckout: topLevel,
    gatesDir: join(root, '.czar', ...gates),
    cores: availableParallelism(),
  });
}
