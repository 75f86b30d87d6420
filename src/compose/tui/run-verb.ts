import type { Command } from 'commander';
import { buildProgram, runCli } from '../../surfaces/cli/program.ts';
import type { CliIo, Inlet, Outlet } from '../../surfaces/cli/io.ts';
import type { RunRequest } from '../../surfaces/tui/io.ts';
import type { VerbInfo } from '../../views/tui/data.ts';
import type { Signals } from '../signals.ts';

export interface Verbs {
  readonly signals: Signals;
  readonly openIo: (signals: Signals, streams: Pick<CliIo, 'stdout' | 'stderr' | 'stdin'>) => CliIo;
}

/** Runs a verb of the command line in this process; what it says goes to `onLine` instead of the terminal. */
export async function runVerb(
  { argv, columns, signal, onLine }: RunRequest,
  { root, signals, openIo }: Verbs & { readonly root: string },
): Promise<number> {
  const said = lineOutlet(columns, onLine);
  const own = eitherOf(signals, signal);
  const io = openIo(own, { stdout: said.outlet, stderr: said.outlet, stdin: nobody });
  const code = await runCli(['-C', root, ...argv], { ...io, color: false, showTerminal: null });
  said.end();
  return code;
}

/** The verbs as the command line has them, each with what it takes. */
export function verbsOf({ signals, openIo }: Verbs): readonly VerbInfo[] {
  const nothing = lineOutlet(80, () => undefined).outlet;
  const program = buildProgram(openIo(signals, { stdout: nothing, stderr: nothing, stdin: nobody }));
  return program.commands.map(verbInfo);
}

function verbInfo(command: Command): VerbInfo {
  const { registeredArguments: takes, options } = command;
  const named = (names: readonly (string | undefined)[]): readonly string[] =>
    names.filter((name) => name !== undefined);
  return {
    name: command.name(),
    about: command.description(),
    takes: takes.map((argument) => argument.name()),
    needs: takes.filter(({ required }) => required).length,
    endless: [...takes, ...options].some(({ variadic }) => variadic),
    options: named(options.map(({ long, short }) => long ?? short)),
    short: named(options.map(({ short }) => short)),
    valued: named(options.filter(({ required }) => required).flatMap(({ long, short }) => [long, short])),
  };
}

/** Nobody answers there: the palette asks before it runs anything. */
const nobody: Inlet = {
  isTerminal: false,
  readAll: () => Promise.resolve(''),
  ask: () => Promise.resolve(null),
};

function lineOutlet(
  columns: number,
  onLine: (line: string) => void,
): { readonly outlet: Outlet; readonly end: () => void } {
  let rest = '';
  return {
    outlet: {
      columns,
      rows: 24,
      isTerminal: false,
      write: (text) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) onLine(line);
      },
    },
    end: () => {
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}

function eitherOf(signals: Signals, signal: AbortSignal): Signals {
  return {
    signal: AbortSignal.any([signals.signal, signal]),
    interrupted: () => signals.interrupted() ?? (signal.aborted ? 130 : null),
  };
}
