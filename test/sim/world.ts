import { createHash } from 'node:crypto';
import { demoKind } from '../../src/adapters/agents/demo/kind.ts';
import { accountOf } from '../../src/decide/accounts.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Order } from '../../src/domain/request.ts';
import type { Parts } from '../../src/engine/parts.ts';
import type { Client } from '../../src/ports/client.ts';
import { acceptedFor } from '../support/accepted.ts';
import { anAgent, aPolicy } from '../support/policy.ts';
import { simulatedAgent } from './agent.ts';
import { dialogRights, type GivenAnswer } from './dialogs.ts';
import { accessTo, type OpenGitHub, openGitHub } from './github.ts';
import { guarded } from './guard.ts';
import { type Invariants, watchInvariants } from './invariants.ts';
import { beginLife, beginPromptLife, type Life } from './life.ts';
import { accountBoard } from './ports/accounts.ts';
import { simulatedClock } from './ports/clock.ts';
import { doorFrame } from './ports/door.ts';
import { projectFolder, type ProjectFolder } from './ports/files.ts';
import { type ForgeSite, forgeSite } from './ports/forge.ts';
import { simulatedRepository } from './ports/git/repository.ts';
import { gitStore, type GitStore } from './ports/git/store.ts';
import { reviewDesk } from './ports/reviewer.ts';
import { programShelf } from './ports/programs.ts';
import { simulatedServers, SERVERS } from './ports/mcp.ts';
import { eventFolders } from './ports/inbox.ts';
import { journalDisk, type JournalDisk } from './ports/journal.ts';
import { computer } from './ports/machine.ts';
import { type TerminalServer, terminalServer } from './ports/terminal.ts';
import { type Random, seeded } from './random.ts';
import { PROJECT_ID, type Scenario, TEAM_ACCOUNT, temperOf } from './scenario.ts';
import { openService } from './service.ts';
import { openScheduler, type Scheduler } from './scheduler.ts';
import { openMeter } from './spending.ts';
import { openWatchdog, type Watchdog } from './watchdog.ts';
import { craftOf, type Craft } from './work.ts';
import { NO_TRANSCRIPTS } from '../support/no-transcripts.ts';
import type { KindFacts } from '../../src/domain/world.ts';
import type { AgentKind } from '../../src/ports/agent.ts';

export interface SubmittedText {
  readonly worker: string;
  readonly text: string;
}

/** Everything that outlives the supervisor, and the hands that change it. */
export interface SimulatedWorld {
  readonly scenario: Scenario;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly watchdog: Watchdog;
  readonly disk: JournalDisk;
  readonly store: GitStore;
  readonly folder: ProjectFolder;
  readonly site: ForgeSite;
  /** Null: pull requests live here, and there is no remote. */
  readonly atGitHub: OpenGitHub | null;
  readonly server: TerminalServer;
  readonly craft: Craft;
  readonly policy: Policy;
  readonly invariants: Invariants;
  /** Orders that humans gave while nobody ran. */
  readonly leftOrders: Order[];
  /** What humans chose, in answer to what. */
  readonly answers: GivenAnswer[];
  /** What agents submitted, in order. */
  readonly submitted: readonly SubmittedText[];
  beginLife(): { readonly life: Life; readonly parts: Parts };
  client(): Client;
}

const MINUTE_MS = 60_000;
const START = 1_760_000_000_000;
const WORKTREES = '/project/.czar/worktrees';

export function makeWorld(scenario: Scenario, onNote: (line: string) => void): SimulatedWorld {
  const random = seeded(`world ${scenario.seed}`);
  const scheduler = openScheduler(random.fork('order'), START);
  const watchdog = openWatchdog(scheduler, onNote);
  const policy = policyOf(scenario);
  const ofHints = random.fork('hints');
  const hears = (): boolean => !ofHints.chance(scenario.lostHints / 100);
  const disk = journalDisk(scheduler, random.fork('disk'));
  const store = gitStore({ projectId: PROJECT_ID, now: () => scheduler.now });
  const first = store.objects.commit({
    parents: [],
    tree: new Map([['README', 'shop\n']]),
    message: 'first\n',
    at: START,
  });
  store.objects.move('refs/heads/main', first);
  const atGitHub = openGitHub(scenario, { scheduler, store, random: random.fork('github') });
  const site = atGitHub?.site ?? forgeSite(scheduler);
  const folder = projectFolder(policy, scenario.entries, hears);
  const events = eventFolders(hears);
  const machine = computer(scheduler);
  const door = doorFrame();
  const board = accountBoard(hears);
  const desk = reviewDesk(random.fork('reviews'), scenario.criticised);
  const craft = craftOf(scenario, store);
  const meter = openMeter(scenario.economy, random.fork('meter'));
  const now = (): number => scheduler.now;
  const invariants = watchInvariants({ disk, store, site, desk, policy, watchdog, meter, now, atGitHub });
  const service = openService(scenario.weather, {
    random: random.fork('service'),
    now: () => scheduler.now,
  });
  for (const { account, afterMs, lastMs } of scenario.weather.elsewhere) {
    scheduler.after(afterMs, () => {
      const saidAt = scheduler.now;
      board.tell(account, { saidAt, until: saidAt + lastMs, freedAt: null });
    });
  }
  const shelf = programShelf(() => scheduler.now);
  for (const { agent, afterMs, isBroken } of scenario.updates)
    scheduler.after(afterMs, () => shelf.update(agent, isBroken));
  machine.onClash((what) => watchdog.violated(`two processes change ${what} at once`));
  const acceptance = acceptedFor(policy);
  const leftOrders: Order[] = [];
  const answers: GivenAnswer[] = [];
  const submitted: SubmittedText[] = [];
  const server = terminalServer({
    scheduler,
    project: policy.project,
    hears,
    run: (spec, tty) =>
      simulatedAgent(
        {
          scheduler,
          random: random.fork(`agent ${spec.worker} ${spec.generation}`),
          leave: (to, content) => {
            watchdog.note(`event ${spec.worker} ${spec.generation} ${content.slice(0, 60)}`);
            events.leave(to, content);
          },
          onPaste: ({ worker, generation }, text, isBusy) => {
            if (canaryOf(worker) === null) invariants.typed({ worker, generation, text }, isBusy);
          },
          onSubmit: ({ worker, generation }, text) => {
            submitted.push({ worker, text });
            if (canaryOf(worker) === null) invariants.submitted({ worker, generation, text });
            else watchdog.violated(`a text is submitted in the trial ${worker}`);
          },
          isShy: () => scenario.facts.readyBy === 'screen',
          dialogs: dialogRights(scenario, answers, watchdog),
          asksFirstMs: ({ worker, generation }) =>
            random.fork(`asks ${worker} ${generation}`).chance(scenario.facts.readyBy === 'screen' ? 0.3 : 0)
              ? 90_000
              : 0,
          dies: ({ worker, generation }) => {
            const agent = canaryOf(worker);
            return agent === null ? generation <= (scenario.dying.get(worker) ?? 0) : shelf.isBroken(agent);
          },
          swallowsEnter: ({ worker }) => temperOf(scenario, worker).swallowsEnter,
          stalls: ({ worker }) => temperOf(scenario, worker).stalls,
          onSecondEnter: ({ worker }) =>
            watchdog.violated(`Enter is pressed for ${worker} while another one waits unread`),
          atStart: ({ worker }) => service.atStart(worker, accountOf({ policy }, worker) ?? ''),
          spent: ({ worker }) => meter.turnEnds(worker),
          midway: ({ worker }) => service.midway(accountOf({ policy }, worker) ?? ''),
          work: ({ cwd, worker }, text, turn) => craft.work({ path: cwd, worker }, text, turn),
        },
        spec,
        tty,
      ),
  });
  for (const afterMs of scenario.serverDeaths)
    scheduler.after(afterMs, () => {
      watchdog.note('the tmux server dies');
      server.loseServer();
    });
  let lives = 0;
  const humans = beginLife(scheduler, random.fork('humans'));
  return {
    scenario,
    scheduler,
    random,
    watchdog,
    disk,
    store,
    folder,
    site,
    atGitHub,
    server,
    craft,
    policy,
    invariants,
    leftOrders,
    answers,
    submitted,
    client: () => door.client(humans),
    beginLife() {
      lives += 1;
      const ofLife = random.fork(`life ${lives}`);
      const ofServers = ofLife.fork('servers');
      const life =
        scenario.prompt === true ? beginPromptLife(scheduler) : beginLife(scheduler, ofLife.fork('latency'));
      const parts: Parts = {
        projectId: PROJECT_ID,
        clock: simulatedClock(scheduler, life, ofLife.fork('hex')),
        digest: { sha256: (text) => createHash('sha256').update(text).digest('hex') },
        journal: disk.opener(life, scenario.journalWeight),
        terminal: server.terminal(life),
        repository: simulatedRepository(
          {
            store,
            life,
            computer: machine,
            random: ofLife.fork('gates'),
            runCheck,
            mostMs: scenario.gates.mostMs,
            ofForecasts: ofLife.fork('forecasts'),
            ...accessTo(atGitHub),
          },
          hears,
        ),
        forge: site.connection(life),
        reviewer: desk.reviewer(life),
        files: folder.files(life),
        status: {
          write: () => life.ask(() => undefined),
          appendDecisions: () => life.ask(() => undefined),
          appendInjection: () => life.ask(() => undefined),
        },
        inbox: events.inbox(life),
        machine: machine.machine(life, lives),
        acceptance,
        accounts: board.accounts(life),
        programs: shelf.programs(life),
        servers: simulatedServers(life, () => !ofServers.chance(0.3)),
        transcripts: NO_TRANSCRIPTS,
        door: door.door(life, lives),
        log: logOf(watchdog),
        picture: { write: () => life.ask(() => undefined) },
        leftOrders: {
          take: () => life.ask(() => ({ orders: [...leftOrders], reports: [] })),
          drop: (id) =>
            life.ask(() => {
              const at = leftOrders.findIndex((order) => order.id === id);
              if (at >= 0) leftOrders.splice(at, 1);
            }),
        },
        kinds: new Map([['demo', kindOf(scenario.facts)]]),
        kitFolder: (worker) => `/run/${worker}.kit`,
        logFile: (worker, generation) => `/logs/${worker}.${generation}.log`,
      };
      return { life, parts: guarded(parts, invariants) };
    },
  };
}

/** The agent that is tried in this session; null: it is that of a worker. */
function canaryOf(worker: string): string | null {
  return /^canary-(.+)$/.exec(worker)?.[1] ?? null;
}

function policyOf(scenario: Scenario): Policy {
  const { workers, gates, team, omnibus, unblockOn, writeBack, dialogs, pasteBytes, economy } = scenario;
  const asked = { ...dialogs, pasteBytes, command: 'agent', promptTimeoutMs: 3 * MINUTE_MS };
  const policy = aPolicy({
    workers: new Map(
      workers.map((name, index) => [name, { agent: team.includes(name) ? 'team' : 'demo', index }]),
    ),
    agents: new Map([
      ['demo', anAgent(asked)],
      ['team', anAgent({ ...asked, account: TEAM_ACCOUNT })],
    ]),
    mcp: SERVERS,
    worktrees: WORKTREES,
    checks: [{ name: 'test', run: 'test', timeoutMs: 600_000 }],
    writeBack,
    health: {
      slowMs: 10 * MINUTE_MS,
      stuckMs: 20 * MINUTE_MS,
      coolDownMs: 2 * MINUTE_MS,
      unverifiedMs: 2 * MINUTE_MS,
    },
  });
  const limits = { ...policy.limits, ...economy.limits, gates: gates.width };
  const review = { ...policy.review, by: scenario.reviewed ? 'command' : 'none' } as const;
  const { github } = scenario;
  const forge = github === undefined ? 'local' : 'github';
  const ci = { ...policy.ci, wait: github?.ciWait ?? policy.ci.wait };
  return { ...policy, limits, review, forge, ci, merge: { ...policy.merge, omnibus, unblockOn } };
}

function runCheck(_command: string, tree: ReadonlyMap<string, string>): string | null {
  const bad = [...tree].find(([, content]) => content.includes('BUG'));
  return bad === undefined ? null : `not ok: ${bad[0]} has a bug`;
}

/** What must never be logged in a world without faults. */
function logOf(watchdog: Watchdog): Parts['log'] {
  return {
    info: (fields, message) => watchdog.note(`info ${JSON.stringify(fields)} ${message}`),
    warn: (fields, message) => watchdog.note(`warn ${JSON.stringify(fields)} ${message}`),
    error: (fields, message) => watchdog.violated(`logged as an error: ${JSON.stringify(fields)} ${message}`),
  };
}

/** The demo agent, with a conversation that can be named where the scenario's agents resume. */
function kindOf(facts: KindFacts): AgentKind {
  return {
    ...demoKind,
    facts,
    versionArgs: ['--version'],
    launch: (context) => ({
      ...demoKind.launch(context),
      conversation: facts.resumes ? (context.resumes ?? context.uuid) : null,
    }),
  };
}
