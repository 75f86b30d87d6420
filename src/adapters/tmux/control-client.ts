import { type ChildProcess, spawn } from 'node:child_process';
import { Fault } from '../../domain/fault.ts';
import type { Clock } from '../../ports/clock.ts';
import { controlParser, type Reply } from './control-parser.ts';
import type { Environment } from './environment.ts';

/** Every command is answered within this time, or the connection counts as broken. */
export const answerTimeoutMs = 5_000;
const pendingLimit = 1_000;
const replyLimitChars = 16_000_000;
const messageLimitChars = 500;

/** One connection to a tmux server in control mode. Commands run in the order in which they were asked. */
export interface ControlClient {
  readonly serverPid: number;
  readonly socketPath: string;
  /**
   * Runs one line of tmux commands; the replies of its commands in order, up to the first that failed.
   * Errors: Fault `deadline` (the connection is given up), `tmux-unreachable`.
   */
  ask(line: string): Promise<readonly Reply[]>;
  /** Resolves with the reason when the connection has ended. */
  readonly ended: Promise<string>;
  end(reason: string): void;
}

export interface ControlSpec {
  /** Arguments of tmux after `-C`'s own. */
  readonly args: readonly string[];
  readonly env: Environment;
  readonly clock: Clock;
  readonly onNotice: (line: string) => void;
}

/** Starts `tmux -C` and waits until the server answers. Errors: Fault `tmux-unreachable`, `deadline`. */
export async function openControlClient(spec: ControlSpec): Promise<ControlClient> {
  const line = new ControlLine(spec);
  const [first] = await line.ask('display-message -p "#{pid} #{socket_path}"');
  const [, pid, socketPath] = /^(\d+) (.*)$/.exec(first?.lines[0] ?? '') ?? [];
  if (pid === undefined || socketPath === undefined) {
    line.end('it does not say who it is');
    throw unreachable('the tmux server does not say who it is');
  }
  return {
    serverPid: Number(pid),
    socketPath,
    ask: (text) => line.ask(text),
    ended: line.ended,
    end: (reason) => line.end(reason),
  };
}

export function unreachable(because: string, cause?: unknown): Fault {
  return new Fault(
    { code: 'tmux-unreachable', what: 'talk to tmux', on: 'its server', because, transient: true },
    cause,
  );
}

interface Pending {
  /** What the line after the asked one prints: all replies before it belong to the asked line, however many they are. */
  readonly mark: string;
  readonly replies: Reply[];
  readonly resolve: (replies: readonly Reply[]) => void;
  readonly reject: (fault: Fault) => void;
}

class ControlLine {
  readonly ended: Promise<string>;
  private readonly clock: Clock;
  private readonly child: ChildProcess;
  private readonly markPrefix: string;
  private asked = 0;
  private readonly pending: Pending[] = [];
  private endedBecause: string | null = null;
  /** The last thing that tmux said outside of an answer: why it left. */
  private lastMessage = '';
  private tellEnd: (reason: string) => void = () => undefined;

  constructor(spec: ControlSpec) {
    this.clock = spec.clock;
    this.markPrefix = `czar-${spec.clock.randomHex(12)}`;
    this.ended = new Promise((resolve) => {
      this.tellEnd = resolve;
    });
    // A session of its own: Ctrl-C on the supervisor's terminal must not end the connection before the supervisor does.
    this.child = spawn('tmux', spec.args, { env: spec.env, cwd: '/', detached: true });
    this.listen(spec.onNotice);
  }

  async ask(line: string): Promise<readonly Reply[]> {
    if (this.endedBecause !== null) throw unreachable(this.endedBecause);
    if (this.pending.length >= pendingLimit) throw unreachable(`${pendingLimit} commands wait for an answer`);
    const answer = this.send(line);
    const over = new AbortController();
    const late = this.clock.wait(answerTimeoutMs, over.signal).then(() => null);
    try {
      const replies = await Promise.race([answer, late]);
      if (replies !== null) return replies;
      this.end(`it did not answer within ${answerTimeoutMs} ms`);
      throw tooLate(line);
    } finally {
      over.abort();
    }
  }

  end(reason: string): void {
    if (this.endedBecause !== null) return;
    this.endedBecause = reason;
    this.child.kill('SIGKILL');
    for (const { reject } of this.pending.splice(0)) reject(unreachable(reason));
    this.tellEnd(reason);
  }

  private send(line: string): Promise<readonly Reply[]> {
    this.asked += 1;
    const mark = `${this.markPrefix}-${this.asked}`;
    return new Promise((resolve, reject) => {
      this.pending.push({ mark, replies: [], resolve, reject });
      this.child.stdin?.write(`${line}\ndisplay-message -p ${mark}\n`);
    });
  }

  private listen(onNotice: (line: string) => void): void {
    const parse = controlParser(
      {
        reply: (reply) => this.take(reply),
        notice: (line) => {
          if (!line.startsWith('%') || line.startsWith('%exit ')) this.remember(line);
          onNotice(line);
        },
      },
      replyLimitChars,
    );
    this.child.stdout?.setEncoding('utf8').on('data', (chunk: string) => this.parseOrEnd(parse, chunk));
    this.child.stderr?.setEncoding('utf8').on('data', (chunk: string) => this.remember(chunk));
    this.child.stdin?.on('error', (error) => this.end(error.message));
    this.child.once('error', (error) => this.end(`tmux cannot be started: ${error.message}`));
    this.child.once('close', () => this.end(this.lastMessage === '' ? 'it went away' : this.lastMessage));
  }

  private parseOrEnd(parse: (chunk: string) => void, chunk: string): void {
    try {
      parse(chunk);
    } catch (error) {
      this.end(String(error));
    }
  }

  private take(reply: Reply): void {
    if (!reply.own) {
      if (!reply.ok) this.remember(reply.lines.join(' '));
      return;
    }
    const head = this.pending[0];
    if (head === undefined) return;
    if (reply.lines.length !== 1 || reply.lines[0] !== head.mark) {
      head.replies.push(reply);
      return;
    }
    this.pending.shift();
    head.resolve(head.replies);
  }

  private remember(message: string): void {
    this.lastMessage = message.trim().slice(0, messageLimitChars);
  }
}

function tooLate(line: string): Fault {
  return new Fault({
    code: 'deadline',
    what: 'run a tmux command',
    on: line.split(' ', 1)[0] ?? line,
    because: `tmux did not answer within ${answerTimeoutMs} ms`,
    transient: true,
  });
}

/** The replies, when all commands of the line succeeded. Errors: Fault `command-failed`. */
export function allOk(replies: readonly Reply[], what: string): readonly Reply[] {
  const failed = replies.find(({ ok }) => !ok);
  if (failed === undefined) return replies;
  throw new Fault({
    code: 'command-failed',
    what,
    on: 'tmux',
    because: failed.lines.join(' ').slice(0, messageLimitChars),
  });
}
