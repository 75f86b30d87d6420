import { Fault } from '../../domain/fault.ts';
import type { McpProgram } from '../../domain/mcp.ts';
import type { Leash } from '../../ports/tether.ts';
import { runProcess } from '../process/run.ts';
import { HELLO } from './decode-answer.ts';
import { listener } from './listener.ts';

/** What it started goes with it; one that does not heed the first word goes by the second. */
const GRACE_MS = 150;

export interface Trial extends Leash {
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** Starts the program, speaks to it by lines on its stdin and stdout, and ends it. Null: it is a server. */
export async function tryProgram(server: McpProgram, trial: Trial): Promise<string | null> {
  const heard = listener((line) => (line.trim() === '' ? null : line));
  try {
    const { status, signal, timedOut, aborted } = await runProcess({
      argv: [server.command, ...server.args],
      cwd: trial.cwd,
      env: { ...trial.env, ...server.env },
      timeoutMs: trial.timeoutMs,
      graceMs: GRACE_MS,
      outputLimitBytes: 1_000,
      stdin: `${HELLO}\n`,
      hears: (chunk) => heard.hear(chunk),
      tether: trial.tether,
      wholeFamily: true,
      signal: trial.signal,
    });
    heard.end();
    const because = heard.verdict();
    if (because !== 'it does not answer') return because;
    if (aborted) return 'it was not waited for';
    if (timedOut) return `${because} in time`;
    if (status === 127) return 'there is no such program';
    return status === null
      ? `it was ended by ${signal ?? 'a signal'}`
      : `it ends at once, with status ${status}`;
  } catch (error) {
    if (error instanceof Fault && error.facts.code === 'command-failed') return 'it cannot be started';
    throw error;
  }
}
