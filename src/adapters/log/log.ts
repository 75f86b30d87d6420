import { pino, type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { printable } from '../../domain/names.ts';
import type { Log, LogFields } from '../../ports/log.ts';

export interface LogTarget {
  /** For people on a terminal; else one JSON object per line. */
  readonly pretty: boolean;
  /** Where the lines go: a stream that takes text. */
  readonly destination: NodeJS.WritableStream;
}

/** Writes log lines. Control characters are shown, not sent: much of what is logged was said by agents and repositories. */
export function openLog({ pretty: isPretty, destination }: LogTarget): Log {
  const logger = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    lineStream(isPretty, destination),
  );
  return {
    info: (fields, message) => write(logger, 'info', { fields, message }),
    warn: (fields, message) => write(logger, 'warn', { fields, message }),
    error: (fields, message) => write(logger, 'error', { fields, message }),
  };
}

function lineStream(isPretty: boolean, destination: NodeJS.WritableStream): DestinationStream {
  if (!isPretty) return { write: (line) => void destination.write(line) };
  return pretty({ destination, colorize: true, singleLine: true, translateTime: 'SYS:HH:MM:ss' });
}

function write(
  logger: Logger,
  level: 'info' | 'warn' | 'error',
  { fields, message }: { readonly fields: LogFields; readonly message: string },
): void {
  logger[level](harmless(fields), printable(message));
}

/** Own keys of pino (`level`, `time`, `msg`) are not overwritten: a field of that name gets a line below it. */
function harmless(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      ownKeys.has(key) ? `${key}_` : printable(key),
      typeof value === 'string' ? printable(value) : value,
    ]),
  );
}

const ownKeys: ReadonlySet<string> = new Set(['level', 'time', 'msg']);
