import { Fault } from '../../../../src/domain/fault.ts';
import { runCli } from '../../../../src/surfaces/cli/program.ts';
import type { AgentEvent } from '../../../../src/domain/agent-event.ts';
import type { CheckReport } from '../../../../src/domain/check-report.ts';
import type { CleanPlan } from '../../../../src/domain/clean-plan.ts';
import type { JournalLine } from '../../../../src/domain/entry.ts';
import type { Plan } from '../../../../src/domain/plan.ts';
import type { Reason } from '../../../../src/domain/reason.ts';
import type { Order, OrderReceipt, Request, Response } from '../../../../src/domain/request.ts';
import type { Unaccepted } from '../../../../src/domain/command.ts';
import type { Snapshot } from '../../../../src/domain/snapshot.ts';
import type { EditedFields } from '../../../../src/domain/edited-fields.ts';
import type { Undoable } from '../../../../src/domain/undo.ts';
import type { Question } from '../../../../src/domain/question.ts';
import type { Watched } from '../../../../src/ports/client.ts';
import type { ExitCode } from '../../../../src/surfaces/cli/exit.ts';
import type {
  CliIo,
  DemoResult,
  InitResult,
  SelftestRequest,
  SelftestResult,
} from '../../../../src/surfaces/cli/io.ts';
import type {
  NewTask,
  Peek,
  EndedSessions,
  JournalPage,
  ProjectDoor,
  Refused,
  RunResult,
  StartRequest,
  StartResult,
  TaskChange,
  ShownText,
  TaskDiff,
  TextEdit,
} from '../../../../src/surfaces/cli/project-door.ts';
import { noon } from '../../views/worlds.ts';

/** A machine with one project on it, as far as the command line can tell. Tests set it up, run `czar`, and look at it. */
export interface FakeMachine {
  /** Where the process is: outside a project nothing can be opened. */
  inProject: boolean;
  insideWorker: string | null;
  terminal: boolean;
  color: boolean;
  columns: number;
  rows: number;
  now: number;
  /** When a living supervisor spoke last; null: now. */
  heardAt: number | null;
  /** Becomes the exit code of a signal at this time. */
  interruptAt: number | null;
  stdin: string;
  typedLine: string | null;
  /** What a start asks about; null: everything is accepted. */
  unaccepted: Unaccepted | null;
  /** What was said to it. */
  agreed: string[];
  files: Record<string, string>;

  supervisor: 'running' | 'down' | 'silent';
  /** Pictures by time: the newest that is not in the future counts. */
  pictures: { readonly from: number; readonly snapshot: Snapshot }[];
  orders: Order[];
  left: Order[];
  receipts: { readonly from: number; readonly receipt: OrderReceipt }[];
  refuses: { readonly exit: 1 | 2 | 3 | 4; readonly says: string } | null;
  reasons: Record<string, readonly string[]>;
  /** The same with their times, of whatever it is asked. */
  dated: readonly Reason[];
  /** How long `stop` takes. */
  stopTakesMs: number;
  stopped: string | null;
  stopBegan: number | null;

  workers: string[];
  tasks: string[];
  added: NewTask[];
  changed: TaskChange[];
  /** Edges that no queue entry names. */
  afterElsewhere: string[];
  textEdit: TextEdit | null;
  startResult: StartResult;
  endedSessions: EndedSessions;
  runResult: RunResult | Refused;
  runShows: Snapshot[];
  starts: StartRequest[];
  plan: Plan;
  peeks: { readonly from: number; readonly peek: Peek }[];
  attached: string[];
  text: ShownText | null;
  diff: TaskDiff | null;
  journal: { readonly from: number; readonly line: JournalLine }[];
  cleanPlan: CleanPlan;
  checked: CheckReport;
  /** Open questions of the journal, where the picture has others. */
  openInJournal: Question[] | null;
  undoable: Undoable[];
  /** Of every queue entry. */
  entry: Required<EditedFields>;
  cleaned: CleanPlan[];
  cleanFails: boolean;
  initResult: InitResult;
  demoResult: DemoResult;
  selftestResult: SelftestResult;
  selftests: SelftestRequest[];
  events: AgentEvent[];
  asked: string[];
  refreshed: number;
}

export function machine(more: Partial<FakeMachine> = {}): FakeMachine {
  return {
    inProject: true,
    insideWorker: null,
    terminal: false,
    color: false,
    columns: 80,
    rows: 24,
    now: noon,
    heardAt: null,
    interruptAt: null,
    stdin: '',
    unaccepted: null,
    agreed: [],
    typedLine: null,
    files: {},
    supervisor: 'running',
    pictures: [],
    orders: [],
    left: [],
    receipts: [],
    refuses: null,
    reasons: {},
    dated: [],
    stopTakesMs: 300,
    stopped: null,
    stopBegan: null,
    workers: ['engineer1', 'engineer2', 'qa'],
    tasks: ['engineer1', 'cart-totals', 'cart-ui'],
    added: [],
    changed: [],
    afterElsewhere: [],
    textEdit: null,
    startResult: { state: 'started', pid: 4711 },
    endedSessions: { state: 'ended', lines: ['engineer1: work saved, session ended'], left: 0 },
    runResult: { state: 'ended', because: 'stopped', snapshot: null },
    runShows: [],
    starts: [],
    plan: { notes: [], actions: [], wakeAt: null },
    peeks: [],
    attached: [],
    text: null,
    diff: null,
    journal: [],
    cleanPlan: { steps: [], kept: [] },
    checked: {
      number: 4,
      task: 'cart-totals',
      head: 'a'.repeat(40),
      tip: 'b'.repeat(40),
      verdict: 'passed',
      checks: [],
      conflicts: [],
      protected: [],
      review: null,
      ms: 5,
    },
    openInJournal: null,
    undoable: [],
    entry: { priority: 5, assignee: null, hold: false },
    cleaned: [],
    cleanFails: false,
    initResult: { made: true, root: '/home/ann/shop', did: ['created work-queue.json'] },
    demoResult: { ran: true, snapshot: null, dir: null },
    selftestResult: { ran: false, exit: 1, says: 'nothing was tested' },
    selftests: [],
    events: [],
    asked: [],
    refreshed: 0,
    ...more,
  };
}

export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line on the machine. */
export async function czar(on: FakeMachine, ...argv: readonly string[]): Promise<Ran> {
  let out = '';
  let err = '';
  const io = fakeIo(on, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  const code = await runCli(argv, io);
  return { code, out, err };
}

interface Sinks {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

function interruptedAt(on: FakeMachine): 130 | null {
  return on.interruptAt !== null && on.now >= on.interruptAt ? 130 : null;
}

export function fakeIo(on: FakeMachine, sinks: Sinks): CliIo {
  const outlet = { isTerminal: on.terminal, columns: on.columns, rows: on.rows };
  let ids = 0;
  return {
    stdout: { ...outlet, write: sinks.out },
    stderr: { ...outlet, write: sinks.err },
    stdin: {
      isTerminal: on.terminal,
      readAll: () => Promise.resolve(on.stdin),
      ask: (question) => {
        on.asked.push(question);
        return Promise.resolve(on.typedLine);
      },
    },
    color: on.color,
    cwd: '/home/ann/shop',
    version: '1.2.3',
    insideWorker: on.insideWorker,
    now: () => on.now,
    zoneMs: () => 0,
    wait: (ms) => {
      on.now += ms;
      // Not at once: what else goes on at the same time has its turn.
      return new Promise((resolve) => setImmediate(resolve));
    },
    interrupted: () => interruptedAt(on),
    newId: () => {
      ids += 1;
      return `order-${ids}`;
    },
    readText: (path) => readFake(on, path),
    openProject: () => Promise.resolve(on.inProject ? fakeDoor(on) : null),
    init: () => Promise.resolve(on.initResult),
    demo: ({ onSnapshot }) => {
      for (const snapshot of on.runShows) onSnapshot(snapshot);
      return Promise.resolve(on.demoResult);
    },
    selftest: (request) => {
      on.selftests.push(request);
      const { selftestResult: result } = on;
      const runs = result.ran ? result.report.runs : [];
      for (const [index, run] of runs.entries()) request.onRun(run, { done: index + 1, of: runs.length });
      return Promise.resolve(result);
    },
    showTerminal: null,
    leaveEvent:
      on.insideWorker === null
        ? null
        : (event) => {
            on.events.push(event);
            return Promise.resolve();
          },
    unexpected: (error) => Promise.resolve(`a bug in czar itself: ${String(error)}`),
  };
}

function readFake(on: FakeMachine, path: string): Promise<string> {
  const text = on.files[path];
  if (text !== undefined) return Promise.resolve(text);
  return Promise.reject(
    new Fault({ code: 'not-found', what: 'read the file', on: path, because: 'there is none' }),
  );
}

function fakeDoor(on: FakeMachine): ProjectDoor {
  return {
    project: 'shop',
    root: '/home/ann/shop',
    client: {
      ask: (request) => ask(on, request),
      lastSnapshot: () => Promise.resolve(picture(on)),
      watch: ({ signal }) => watched(on, signal),
    },
    known: () => Promise.resolve({ workers: on.workers, tasks: on.tasks }),
    leaveOrder: (order) => {
      on.left.push(order);
      return Promise.resolve();
    },
    changeTask: (change) => {
      on.changed.push(change);
      return Promise.resolve([...(change.after ?? []), ...on.afterElsewhere]);
    },
    editText: () => Promise.resolve(on.textEdit),
    addTask: (task) => {
      on.added.push(task);
      return Promise.resolve();
    },
    startDetached: async (request) => {
      on.starts.push(request);
      if (on.unaccepted !== null) on.agreed.push(await request.agree(on.unaccepted));
      return on.startResult;
    },
    runSupervisor: (request) => {
      on.starts.push(request);
      for (const snapshot of on.runShows) request.onSnapshot(snapshot);
      return Promise.resolve(on.runResult);
    },
    firstPlan: (request) => {
      on.starts.push(request);
      return Promise.resolve({ state: 'planned', plan: on.plan });
    },
    endSessions: (how) => {
      on.stopped = how;
      return Promise.resolve(on.endedSessions);
    },
    attach: (worker) => {
      on.attached.push(worker);
      return Promise.resolve(worker !== 'qa');
    },
    peek: () => Promise.resolve(screen(on)),
    watchScreen: (_worker, { signal }) => changing(() => screen(on), signal),
    text: () => Promise.resolve(on.text),
    diff: () => Promise.resolve(on.diff),
    journal: (page) => {
      const lines = on.journal.filter(({ from }) => from <= on.now).map(({ line }) => line);
      return Promise.resolve(linesOf(lines, page));
    },
    checkRequest: (number) => {
      on.asked.push(`check ${number}`);
      return Promise.resolve({ ...on.checked, number });
    },
    questions: () => Promise.resolve(on.openInJournal ?? picture(on)?.questions ?? []),
    undoable: () => Promise.resolve(on.undoable),
    entry: (task) => Promise.resolve(on.tasks.includes(task) ? on.entry : null),
    cleanPlan: () => Promise.resolve(on.cleanPlan),
    clean: (plan) => {
      on.cleaned.push(plan);
      const failed = on.cleanFails ? [{ name: 'engineer1', because: 'it changed meanwhile' }] : [];
      return Promise.resolve({
        removed: plan.steps.length - failed.length,
        bytes: 1_400,
        kept: [...plan.kept, ...failed],
      });
    },
  };
}

function linesOf(lines: readonly JournalLine[], page: JournalPage): readonly JournalLine[] {
  const { limit } = page;
  if ('beforeSeq' in page) return lines.filter(({ seq }) => seq < page.beforeSeq).slice(-limit);
  const { afterSeq } = page;
  return afterSeq === null ? lines.slice(-limit) : lines.filter(({ seq }) => seq > afterSeq).slice(0, limit);
}

function picture(on: FakeMachine): Snapshot | null {
  return on.pictures.filter(({ from }) => from <= on.now).at(-1)?.snapshot ?? null;
}

function ask(on: FakeMachine, request: Request): Promise<Response | null> {
  if (on.supervisor === 'silent')
    return Promise.reject(
      new Fault({ code: 'deadline', what: 'ask czar', on: 'pid 4711', because: 'no answer within 2 s' }),
    );
  const ended = on.stopBegan !== null && on.now >= on.stopBegan + on.stopTakesMs;
  if (on.supervisor === 'down' || ended) return Promise.resolve(null);
  return Promise.resolve(answerTo(on, request));
}

function answerTo(on: FakeMachine, request: Request): Response {
  if (on.refuses !== null) return { ok: false, ...on.refuses };
  switch (request.ask) {
    case 'order':
      on.orders.push(request.order);
      return { ok: true, says: `${request.order.do}: taken` };
    case 'snapshot': {
      if (request.refresh === true) on.refreshed += 1;
      const snapshot = picture(on);
      return snapshot === null ? { ok: true, says: 'nothing yet' } : { ok: true, says: 'here', snapshot };
    }
    case 'why': {
      const why = on.reasons[request.about];
      return why === undefined
        ? { ok: false, exit: 3, says: 'there is none' }
        : { ok: true, says: 'here', why, ...(on.dated.length === 0 ? {} : { reasons: on.dated }) };
    }
    case 'receipt': {
      const receipt = on.receipts.filter(({ from }) => from <= on.now).at(-1)?.receipt;
      return receipt === undefined ? { ok: true, says: 'none yet' } : { ok: true, says: 'here', receipt };
    }
    case 'stop':
      on.stopped = request.sessions;
      on.stopBegan = on.now;
      return { ok: true, says: 'stopping' };
  }
}

const seenAs = { running: 'alive', down: 'dead', silent: 'stale' } as const;

function watched(on: FakeMachine, signal: AbortSignal): AsyncGenerator<Watched> {
  return changing(
    () => ({ snapshot: picture(on), supervisor: seenAs[on.supervisor], at: on.heardAt ?? on.now }),
    signal,
  );
}

function screen(on: FakeMachine): Peek | null {
  return on.peeks.filter(({ from }) => from <= on.now).at(-1)?.peek ?? null;
}

/** What is so, whenever it has changed as the fake clock goes. */
async function* changing<T>(look: () => T, signal: AbortSignal): AsyncGenerator<T> {
  let shown = '';
  while (!signal.aborted) {
    const seen = look();
    const said = JSON.stringify(seen);
    if (said !== shown) yield seen;
    shown = said;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
