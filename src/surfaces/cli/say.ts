import { faultMessage, type FaultFacts } from '../../domain/fault.ts';
import { harmlessBlock } from '../../views/cells.ts';
import type { TimedFrame } from '../../views/frame.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo, Outlet } from './io.ts';

type Refusal = Pick<FaultFacts, 'what' | 'on' | 'because' | 'help'>;

/** Says on stderr what failed, on what, why, and what helps; returns the exit code for it. */
export function refuse<Code extends ExitCode>(io: CliIo, code: Code, refusal: Refusal): Code {
  return complain(io, code, faultMessage({ code: 'bad-input', ...refusal }));
}

/** Like `refuse`, for a message that is complete already. */
export function complain<Code extends ExitCode>(io: CliIo, code: Code, message: string): Code {
  io.stderr.write(`czar: ${harmlessBlock(message.trimEnd())}\n`);
  return code;
}

/** Refuses bad usage. */
export function badUsage(io: CliIo, refusal: Refusal): ExitCode {
  return refuse(io, exit.usage, refusal);
}

/** One line of a result on stdout. */
export function say(io: CliIo, text: string): void {
  io.stdout.write(`${harmlessBlock(text)}\n`);
}

/** Data for programs: one JSON document, or one per line. */
export function sayJson(io: CliIo, value: unknown, style: 'document' | 'line' = 'document'): void {
  io.stdout.write(jsonText(value, style));
}

export function jsonText(value: unknown, style: 'document' | 'line'): string {
  return `${JSON.stringify(value, null, style === 'document' ? 2 : undefined)}\n`;
}

export function frameOf(io: CliIo, outlet: Outlet = io.stdout): TimedFrame {
  const now = io.now();
  return {
    columns: outlet.columns,
    now,
    zoneMs: io.zoneMs(now),
    color: outlet.isTerminal ? io.color : false,
  };
}
