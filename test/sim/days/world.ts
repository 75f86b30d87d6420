import { createHash } from 'node:crypto';
import { agentKinds } from '../../../src/adapters/agents/kinds.ts';
import { demoKind } from '../../../src/adapters/agents/demo/kind.ts';
import { canonicalText } from '../../../src/domain/delivery.ts';
import type { JournalLine } from '../../../src/domain/entry.ts';
import type { Policy } from '../../../src/domain/policy.ts';
import { acceptedFor } from '../../support/accepted.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import type { Parts } from '../../../src/engine/parts.ts';
import { supervise } from '../../../src/engine/supervise.ts';
import type { AgentKind, AgentScreen } from '../../../src/ports/agent.ts';
import { anAgent, aPolicy } from '../../support/policy.ts';
import { NO_TRANSCRIPTS } from '../../support/no-transcripts.ts';
import { decodeJson } from '../decode.ts';
import { beginPromptLife, type Life } from '../life.ts';
import { accountBoard } from '../ports/accounts.ts';
import { simulatedClock } from '../ports/clock.ts';
import { doorFrame } from '../ports/door.ts';
import { newEntry, projectFolder } from '../ports/files.ts';
import { forgeSite } from '../ports/forge.ts';
import { simulatedRepository } from '../ports/git/repository.ts';
import { gitStore } from '../ports/git/store.ts';
import { eventFolders } from '../ports/inbox.ts';
import { journalDisk } from '../ports/journal.ts';
import { computer } from '../ports/machine.ts';
import { programShelf } from '../ports/programs.ts';
import { simulatedServers } from '../ports/mcp.ts';
import { terminalServer } from '../ports/terminal.ts';
import { type Random, seeded } from '../random.ts';
import { openScheduler, type Scheduler } from '../scheduler.ts';
import { type Body, dayAgent, type Script, SPINNER, toolsOf } from './agent.ts';

export interface DayWorld {
  readonly workers: readonly string[];
  kindOf(worker: string): string;
  readonly bodies: ReadonlyMap<string, Body>;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** Moves the clock of the day, and nothing else. */
  jump(ms: number): void;
  /** A supervisor begins; the answer kills it. */
  begin(): () => void;
}

export interface DayOptions {
  readonly seed: string;
  readonly count: number;
  /** That each worker has. */
  readonly tasks: number;
  readonly hears: boolean;
  scriptOf(worker: string): Script;
  kindOf(worker: string): string;
  onPlanted(worker: string): void;
  onLine(line: JournalLine): void;
  onSnapshot(snapshot: Snapshot): void;
  onError(error: unknown): void;
}

const START = 1_760_000_000_000;
const PROJECT_ID = 'a1b2c3d4e5f6';

/** Agents at work, each on tasks of its own, under a real engine with the configured defaults. Its world answers at once. */
export function openDayWorld(options: DayOptions): DayWorld {
  const random = seeded(options.seed);
  const real = openScheduler(random.fork('order'), START);
  let offsetMs = 0;
  const scheduler: Scheduler = {
    get now() {
      return real.now + offsetMs;
    },
    get steps() {
      return real.steps;
    },
    after: (ms, act) => real.after(ms, act),
    step: () => real.step(),
  };
  const workers = Array.from({ length: options.count }, (_, at) => `w${at + 1}`);
  const policy = policyOf(workers, (worker) => options.kindOf(worker));
  const hears = (): boolean => options.hears;
  const disk = journalDisk(scheduler, random.fork('disk'));
  disk.onDurable((line) => options.onLine(line));
  const store = gitStore({ projectId: PROJECT_ID, now: () => scheduler.now });
  const tree = new Map([['README', 'shop\n']]);
  const first = store.objects.commit({ parents: [], tree, message: 'first\n', at: START });
  store.objects.move('refs/heads/main', first);
  const folder = projectFolder(
    policy,
    workers.flatMap((worker) => tasksOf(worker, options.tasks)),
    hears,
  );
  const events = eventFolders(hears);
  const machine = computer(scheduler);
  const site = forgeSite(scheduler);
  const door = doorFrame();
  const board = accountBoard(hears);
  const acceptance = acceptedFor(policy);
  const bodies = new Map<string, Body>();
  const pids = new Map<number, string>();
  const server = terminalServer({
    scheduler,
    project: policy.project,
    hears,
    run: (spec, tty) => {
      const body = newBody(spec.worker, scheduler.now, {
        monotonicMs: real.now,
        quietMs: bodies.get(spec.worker)?.quietMs ?? 0,
      });
      bodies.set(spec.worker, body);
      return dayAgent(
        {
          scheduler,
          random: random.fork(`agent ${spec.worker} ${spec.generation}`),
          store,
          body,
          monotonicMs: () => real.now,
          leave: (to, content) => events.leave(to, content),
          scriptOf: () => options.scriptOf(spec.worker),
          onPlanted: () => options.onPlanted(spec.worker),
        },
        spec,
        tty,
      );
    },
  });
  const partsOf = (life: Life, lives: number): Parts => {
    const terminal = server.terminal(life);
    const clock = simulatedClock(scheduler, life, random.fork(`hex ${lives}`));
    const bornAt = real.now;
    return {
      projectId: PROJECT_ID,
      clock: { ...clock, monotonicMs: () => real.now - bornAt },
      digest: { sha256: (text) => createHash('sha256').update(text).digest('hex') },
      journal: disk.opener(life),
      terminal: {
        ...terminal,
        async start(spec) {
          const started = await terminal.start(spec);
          pids.set(started.identity.panePid, spec.worker);
          return started;
        },
      },
      repository: {
        ...simulatedRepository(
          { store, life, computer: machine, random: random.fork(`gates ${lives}`), runCheck: () => null },
          hears,
        ),
        // Conflicts of work under way are no part of this, and trying them costs more than all else.
        forecast: {
          look: () => new Promise(() => undefined),
          tryMerges: () => new Promise(() => undefined),
        },
      },
      forge: site.connection(life),
      reviewer: { review: () => Promise.reject(new Error('nobody reviews here')) },
      files: folder.files(life),
      status: {
        write: () => life.ask(() => undefined),
        appendDecisions: () => life.ask(() => undefined),
        appendInjection: () => life.ask(() => undefined),
      },
      inbox: events.inbox(life),
      machine: {
        ...machine.machine(life, lives),
        processTimes: (asked) =>
          life.ask(
            () => new Map(asked.flatMap((pid) => timesOf(bodies.get(pids.get(pid) ?? ''), pid, real.now))),
          ),
      },
      acceptance,
      accounts: board.accounts(life),
      transcripts: {
        ...NO_TRANSCRIPTS,
        grownAt: () => new Map([...bodies].map(([worker, { transcriptAt }]) => [worker, transcriptAt])),
      },
      servers: simulatedServers(life, () => true),
      programs: programShelf(() => scheduler.now).programs(life),
      door: door.door(life, lives),
      log: { info: () => undefined, warn: () => undefined, error: (_fields, says) => options.onError(says) },
      picture: { write: () => life.ask(() => undefined) },
      leftOrders: {
        take: () => life.ask(() => ({ orders: [], reports: [] })),
        drop: () => Promise.resolve(),
      },
      kinds: dayKinds,
      kitFolder: (worker) => `/run/${worker}.kit`,
      logFile: (worker, generation) => `/logs/${worker}.${generation}.log`,
    };
  };
  let lives = 0;
  return {
    workers,
    kindOf: (worker) => options.kindOf(worker),
    bodies,
    scheduler,
    random,
    jump(ms) {
      offsetMs += ms;
    },
    begin() {
      lives += 1;
      const life = beginPromptLife(scheduler);
      run(partsOf(life, lives), options).catch((error: unknown) => options.onError(error));
      return () => {
        life.kill();
        disk.crash();
      };
    },
  };
}

async function run(parts: Parts, options: DayOptions): Promise<void> {
  await parts.door.take();
  const signal = new AbortController().signal;
  const onSnapshot = (snapshot: Snapshot): void => options.onSnapshot(snapshot);
  await supervise(parts, { only: [], untilDone: false, version: 'sim', signal, onSnapshot, adopt: false });
}

function policyOf(workers: readonly string[], kindOf: DayOptions['kindOf']): Policy {
  return aPolicy({
    workers: new Map(workers.map((name, index) => [name, { agent: `own-${name}`, index }])),
    // A limit of one concerns no other.
    agents: new Map(
      workers.map((name) => [
        `own-${name}`,
        anAgent({ kind: kindOf(name), command: 'agent', account: name }),
      ]),
    ),
    parallel: workers.length,
    writeBack: false,
  });
}

function tasksOf(worker: string, length: number) {
  return Array.from({ length }, (_, at) => {
    const id = `${worker}-${at + 1}`;
    const text = canonicalText(`# ${id}\nDo ${id}.`);
    return newEntry(id, { kind: 'bonus', priority: at + 1, assignee: worker, after: [], order: at, text });
  });
}

function newBody(
  worker: string,
  now: number,
  { monotonicMs, quietMs }: { readonly monotonicMs: number; readonly quietMs: number },
): Body {
  const rates = { toolsMs: 0, toolsRate: 0, ratedAt: monotonicMs };
  return {
    worker,
    truth: 'starting',
    truthSince: now,
    ...rates,
    beganAt: now,
    transcriptAt: now,
    toldAt: monotonicMs,
    quietMs,
    counter: 0,
  };
}

function timesOf(body: Body | undefined, pid: number, now: number) {
  if (body === undefined || body.truth === 'ended') return [];
  return [[pid, { ownMs: (now - START) * SPINNER, toolsMs: toolsOf(body, now) }] as const];
}

/**
 * Each kind of agent with what is true of it: how it is ready, what it tells, whether it starts anew between tasks. Its screen is what it
 * shows, as data; of `custom` nobody can read one.
 */
const dayKinds: ReadonlyMap<string, AgentKind> = new Map(
  [...agentKinds()].map(([name, kind]): [string, AgentKind] => [
    name,
    {
      ...demoKind,
      name,
      facts: kind.facts,
      read: name === 'custom' ? (screen) => kind.read(screen) : readAsData,
    },
  ]),
);

function readAsData({ lines: [line = ''] }: Parameters<AgentKind['read']>[0]): AgentScreen {
  return line === '' ? { shows: 'unknown', composer: null, dialog: null } : decodeJson<AgentScreen>(line);
}
