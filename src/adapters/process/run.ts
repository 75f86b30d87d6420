import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { Fault } from '../../domain/fault.ts';
import type { Tether } from '../../ports/tether.ts';
import { FAMILY_VARIABLE, type Family, familyMark, openFamily } from './family.ts';
import { endGroup } from './group.ts';
import { processStartTime } from './start-time.ts';
import { type Tail, tailOf } from './tail.ts';

export interface ProcessSpec {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Of each of stdout and stderr; the end is kept. */
  readonly outputLimitBytes: number;
  readonly stdin?: string | Uint8Array;
  /** Called with each piece of stdout; true: it has said enough, and is ended. Its stdin stays open until then. */
  readonly hears?: (chunk: Uint8Array) => boolean;
  readonly tether?: Tether;
  /** With a tether: what leaves the group is ended too, wherever it went. For programs that others wrote. */
  readonly wholeFamily?: boolean;
  /** With the whole family: what holds more memory than this together, in bytes, is ended. */
  readonly memoryLimitBytes?: number | null;
  /** Between TERM and KILL. */
  readonly graceMs: number;
  readonly signal?: AbortSignal;
}

export interface ProcessResult {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
  /** It held more memory than it may. */
  readonly outgrown: boolean;
  readonly aborted: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** Something at the front of stdout or stderr was dropped. */
  readonly truncated: boolean;
  readonly ms: number;
}

/**
 * Runs a program in a process group of its own, and leaves nothing of that group behind: what outlives the program, a timeout
 * or an abort is ended (TERM, `graceMs`, KILL); with `wholeFamily` also what left the group. With a tether the program does not start before `spawned` has resolved.
 * A status other than 0 is a result. Errors: Fault `command-failed` when it cannot be started; what the tether throws.
 * node:child_process and not execa: groups are ours to end either way, and a bare spawn costs a fraction (see ARCHITECTURE).
 */
export async function runProcess(spec: ProcessSpec): Promise<ProcessResult> {
  if (spec.signal?.aborted === true) return notBegun;
  const startedMs = performance.now();
  const child = launch(spec);
  const exited = exitOf(child, spec);
  const output = { stdout: tail(child.stdout, spec), stderr: tail(child.stderr, spec) };
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const run: Run = { child, spec, exited, family: openFamily() };
  const ending = await watchOver(run);
  const exit = await exited;
  await endAll(run);
  await drained(child, closed);
  return {
    ...exit,
    timedOut: ending === 'timeout',
    outgrown: ending === 'memory',
    aborted: ending === 'abort',
    stdout: output.stdout.text(),
    stderr: output.stderr.text(),
    truncated: output.stdout.truncated() || output.stderr.truncated(),
    ms: Math.round(performance.now() - startedMs),
  };
}

const notBegun: ProcessResult = {
  status: null,
  signal: null,
  timedOut: false,
  outgrown: false,
  aborted: true,
  stdout: '',
  stderr: '',
  truncated: false,
  ms: 0,
};

/**
 * Waits for a line on descriptor 3 before it becomes the program. When the parent dies first, the read meets the end of the
 * file and the shell exits.
 */
const waitingLauncher = `IFS= read -r ${FAMILY_VARIABLE} <&3 && export ${FAMILY_VARIABLE} && exec "$@" 3<&-`;

function launch(spec: ProcessSpec): ChildProcess {
  const argv: readonly [string, ...string[]] =
    spec.tether === undefined ? spec.argv : ['/bin/sh', '-c', waitingLauncher, 'sh', ...spec.argv];
  const [program, ...args] = argv;
  return spawn(program, args, {
    cwd: spec.cwd,
    env: spec.env,
    detached: true,
    stdio: [
      spec.stdin === undefined ? 'ignore' : 'pipe',
      'pipe',
      'pipe',
      spec.tether === undefined ? 'ignore' : 'pipe',
    ],
  });
}

interface Exit {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

function exitOf(child: ChildProcess, spec: ProcessSpec): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(
        new Fault(
          { code: 'command-failed', what: 'start a program', on: spec.argv[0], because: error.message },
          error,
        ),
      ),
    );
    child.once('exit', (status, signal) => resolve({ status, signal }));
  });
}

type Ending = 'exit' | 'timeout' | 'abort' | 'enough' | 'memory';

interface Run {
  readonly child: ChildProcess;
  readonly spec: ProcessSpec;
  readonly exited: Promise<Exit>;
  readonly family: Family;
}

/** Lets the program go, and ends its group when time is up or nobody wants it any more. */
async function watchOver(run: Run): Promise<Ending> {
  const { child, spec, exited } = run;
  const over = new AbortController();
  try {
    await Promise.race([exited, letGo(run)]);
    const ending = await Promise.race([
      exited.then(() => 'exit' as const),
      wait(spec.timeoutMs, 'timeout' as const, { signal: over.signal }),
      aborted(spec.signal, over.signal),
      failure(feed(child.stdin, spec.stdin, { keepOpen: spec.hears !== undefined })),
      enough(child.stdout, spec),
      outgrown(run),
    ]);
    if (ending !== 'exit') await endAll(run);
    return ending;
  } catch (error) {
    await endAll(run);
    throw error;
  } finally {
    over.abort();
  }
}

/** Never resolves where there is no limit. */
function outgrown({ spec: { memoryLimitBytes = null }, family }: Run): Promise<'memory'> {
  return memoryLimitBytes === null ? new Promise(() => undefined) : family.outgrown(memoryLimitBytes);
}

async function endAll({ child, spec, family }: Run): Promise<void> {
  await family.look();
  if (child.pid !== undefined) await endGroup(child.pid, spec.graceMs);
  await family.end(spec.graceMs);
}

async function letGo({ child, spec, family }: Run): Promise<void> {
  const { tether, graceMs, signal, wholeFamily } = spec;
  if (tether === undefined || child.pid === undefined) return;
  const startTime = await processStartTime(child.pid);
  // Gone already (killed from outside): there is nothing to journal, and its exit tells the rest.
  if (startTime === null) return;
  const leader = { pid: child.pid, startTime };
  await tether.spawned({ ...leader, graceMs });
  if (signal?.aborted === true) return;
  if (wholeFamily === true) family.follow(leader);
  await feed(child.stdio[3], `${familyMark(leader)}\n`);
}

function aborted(signal: AbortSignal | undefined, over: AbortSignal): Promise<'abort'> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve('abort');
    else signal?.addEventListener('abort', () => resolve('abort'), { once: true, signal: over });
  });
}

/** A program that ends without reading all of its input breaks the pipe: its own choice, told by its status. */
function feed(
  stream: Readable | Writable | null | undefined,
  text: string | Uint8Array | undefined,
  { keepOpen } = { keepOpen: false },
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (text === undefined || stream === null || stream === undefined || !('write' in stream)) {
      resolve();
      return;
    }
    stream.once('error', (error) => {
      const broken = 'code' in error && (error.code === 'EPIPE' || error.code === 'ECONNRESET');
      if (broken) resolve();
      else reject(error);
    });
    if (keepOpen) return void stream.write(text, () => resolve());
    stream.once('finish', resolve);
    stream.end(text);
  });
}

/** Never resolves when nobody listens. */
function enough(stream: Readable | null, { hears }: ProcessSpec): Promise<'enough'> {
  return new Promise((resolve) => {
    if (hears === undefined) return;
    stream?.on('data', (chunk: Buffer) => {
      if (hears(chunk)) resolve('enough');
    });
  });
}

/** Never resolves; rejects when `work` does. */
function failure(work: Promise<void>): Promise<never> {
  return new Promise((_, reject) => {
    work.catch(reject);
  });
}

function tail(stream: Readable | null, { outputLimitBytes }: ProcessSpec): Tail {
  if (stream === null) return { text: () => '', truncated: () => false };
  return tailOf(stream, outputLimitBytes);
}

/** How long a process that left the group may hold the output open after the group's end. */
const drainTimeoutMs = 500;

async function drained(child: ChildProcess, closed: Promise<void>): Promise<void> {
  const over = new AbortController();
  const late = wait(drainTimeoutMs, 'late' as const, { signal: over.signal });
  const first = await Promise.race([closed.then(() => 'closed' as const), late]);
  over.abort();
  if (first === 'late') for (const stream of child.stdio) stream?.destroy();
}
