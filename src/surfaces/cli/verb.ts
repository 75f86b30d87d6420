import { Command, type Option } from 'commander';
import type { ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { badUsage } from './say.ts';

/** A verb: what it is called with, what it says about itself, and what it does. */
export interface Verb<Options> {
  /** Name and arguments as commander takes them: "nudge <worker> <text...>". */
  readonly usage: string;
  readonly about: string;
  /** Argument lists behind `czar`, shown by --help. */
  readonly examples: readonly [string, ...string[]];
  /** Refuses inside a worker: agents do not command the one who commands them. */
  readonly changes: boolean;
  readonly options: readonly Option[];
  run(call: Call<Options>, io: CliIo): Promise<ExitCode>;
}

export interface Call<Options> {
  /** Arguments as typed, variadic ones unrolled. */
  readonly args: readonly string[];
  readonly options: Options;
  /** From `-C`, relative to the working directory. */
  readonly dir: string;
}

export type AnyVerb = (io: CliIo, finish: (code: ExitCode) => void) => Command;

/** Options before the verb, or behind it. */
export interface GlobalOptions {
  readonly project?: string;
}

/** Makes the commander command of a verb; `finish` is told the exit code once it is over. */
export function verb<Options extends object>(spec: Verb<Options>): AnyVerb {
  return (io, finish) => {
    const command = new Command(spec.usage.split(' ')[0]).description(spec.about);
    const args = spec.usage.split(' ').slice(1).join(' ');
    if (args !== '') command.arguments(args);
    for (const option of spec.options) command.addOption(option);
    command.addHelpText('after', examplesText(spec.examples));
    return command.action(async () => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      const call = { args: command.args, options: command.opts<Options>(), dir: globals.project ?? '.' };
      finish(await guarded(spec, call, io));
    });
  };
}

function examplesText(examples: readonly string[]): string {
  return `\nExamples:\n${examples.map((example) => `  $ czar ${example}\n`).join('')}`;
}

async function guarded<Options>(spec: Verb<Options>, call: Call<Options>, io: CliIo): Promise<ExitCode> {
  if (!spec.changes || io.insideWorker === null) return spec.run(call, io);
  return badUsage(io, {
    what: `run "czar ${spec.usage.split(' ')[0] ?? ''}"`,
    on: `worker ${io.insideWorker}`,
    because: 'workers may look and report (czar status, czar event), not give orders',
    help: 'run it in a terminal of your own',
  });
}
