import { Command, CommanderError } from 'commander';
import { Fault, type FaultCode } from '../../domain/fault.ts';
import { printable } from '../../domain/names.ts';
import { nearest } from '../../views/nearest.ts';
import { add } from './add.ts';
import { answer } from './answer.ts';
import { assign } from './assign.ts';
import { attach } from './attach.ts';
import { cancel } from './cancel.ts';
import { clean } from './clean.ts';
import { conflicts } from './conflicts.ts';
import { demo } from './demo.ts';
import { diff } from './diff.ts';
import { edit } from './edit.ts';
import { event } from './event.ts';
import { exit, type ExitCode } from './exit.ts';
import { init } from './init.ts';
import { inject } from './inject.ts';
import type { CliIo } from './io.ts';
import { log } from './log.ts';
import { needs } from './needs.ts';
import { nudge } from './nudge.ts';
import { pause } from './pause.ts';
import { peek } from './peek.ts';
import { pr } from './pr.ts';
import { restart } from './restart.ts';
import { resume } from './resume.ts';
import { retry } from './retry.ts';
import { badUsage, complain } from './say.ts';
import { selftest } from './selftest.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';
import { showUi, ui } from './ui.ts';
import { text } from './text.ts';
import { undo } from './undo.ts';
import type { AnyVerb, GlobalOptions } from './verb.ts';
import { why } from './why.ts';

const groups: readonly (readonly [string, readonly AnyVerb[]])[] = [
  ['Begin:', [init, demo, start, stop]],
  ['Look:', [status, ui, needs, why, log, peek, attach, text, diff, pr, conflicts]],
  ['Tasks:', [add, edit, assign, retry, cancel]],
  ['Workers:', [nudge, inject, restart, pause, resume]],
  ['Other:', [answer, undo, clean, selftest, event]],
];

/** The whole command line; `finish` is told the exit code of the verb that ran. */
export function buildProgram(io: CliIo, finish: (code: ExitCode) => void = () => undefined): Command {
  const program = new Command('czar')
    .description('Hands out tasks to coding agents, watches them, and merges what they deliver.')
    .version(io.version, '-V, --version', 'show the version')
    .usage('[options] <verb> [arguments]')
    .argument('[verb...]')
    .option('-C, --project <dir>', 'run as if started in this directory')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .action(async () => finish(await bare(program, io)));
  for (const [heading, verbs] of groups) {
    for (const make of verbs) program.addCommand(settled(make(io, finish), io).helpGroup(heading));
  }
  return settled(program, io);
}

/** Lets nothing past `io`: no process exit, no output of its own. */
function settled(command: Command, io: CliIo): Command {
  return command
    .exitOverride()
    .showHelpAfterError(false)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns,
      getErrHelpWidth: () => io.stderr.columns,
      getOutHasColors: () => io.color !== false,
      getErrHasColors: () => io.color !== false,
      outputError: (text) =>
        void complain(io, exit.usage, `${text.replace(/^error: /, '').trimEnd()}\n  ${helpOf(command)}`),
    });
}

function helpOf(command: Command): string {
  return command.parent === null ? 'czar --help' : `czar ${command.name()} --help`;
}

/** Runs one command line (without node and script) to its exit code. Rejects never. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  let code: ExitCode = exit.done;
  const program = buildProgram(io, (finished) => {
    code = finished;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return exitOf(error, io);
  }
}

const faultExits: Partial<Record<FaultCode, ExitCode>> = {
  'bad-input': exit.usage,
  'not-found': exit.missing,
};

async function exitOf(error: unknown, io: CliIo): Promise<ExitCode> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.usage;
  if (error instanceof Fault) return complain(io, faultExits[error.facts.code] ?? exit.failed, error.message);
  return complain(io, exit.failed, await io.unexpected(error));
}

/** No verb, or none that exists. */
async function bare(program: Command, io: CliIo): Promise<ExitCode> {
  const [typed] = program.args;
  if (typed !== undefined) return refuseVerb(typed, program, io);
  const dir = program.opts<GlobalOptions>().project ?? '.';
  if ((await io.openProject(dir)) !== null) return showUi({ args: [], options: {}, dir }, io);
  io.stderr.write('czar init --yes   makes a project of this repository\n');
  io.stderr.write('czar demo         shows it all with scripted agents, in a scratch folder\n');
  io.stderr.write('czar --help       lists every verb\n');
  return exit.missing;
}

function refuseVerb(typed: string, program: Command, io: CliIo): ExitCode {
  const guess = nearest(
    typed,
    program.commands.map((command) => command.name()),
  );
  return badUsage(io, {
    what: 'find the verb',
    on: printable(typed.slice(0, 60)),
    because: 'czar has no such verb',
    help: guess === null ? 'czar --help' : `did you mean czar ${guess}?   (czar --help)`,
  });
}
