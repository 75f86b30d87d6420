/**
 * Structured log lines for people who watch or debug (pino). `cause` is the correlation id of a decision, or of an effect and its
 * outcome; `decision` the one that led to that effect.
 */
export interface Log {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | null>>;
