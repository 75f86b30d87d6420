import { doneLine } from '../../views/progress.ts';
import { askedFor, outcomeOf, unfinishedLines } from '../../views/outcome.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { complain, say } from './say.ts';

const exits = { finished: exit.done, 'needs-human': exit.human, unfinished: exit.failed } as const;

/** Says on stderr what is not merged and why, and ends stdout with the line of figures. */
export function sayOutcome(whole: Snapshot | null, io: CliIo, only: readonly string[] = []): ExitCode {
  if (whole === null)
    return complain(io, exit.failed, 'it ended before there was anything to see\n  czar log');
  const snapshot = askedFor(whole, only);
  for (const line of unfinishedLines(snapshot)) io.stderr.write(`${line}\n`);
  say(io, doneLine(snapshot));
  return exits[outcomeOf(snapshot)];
}
