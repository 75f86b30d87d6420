import type { Unaccepted } from '../../domain/command.ts';
import { commandsText } from '../../views/commands.ts';
import type { CliIo } from './io.ts';
import type { StartRequest } from './project-door.ts';

/** Asks the person at this terminal; with `trust` says what is accepted; without either there is nobody to ask. */
export function agreeing(io: CliIo, trust: boolean): StartRequest['agree'] {
  return async (unaccepted) => {
    if (trust) {
      io.stderr.write(`${commandsText(unaccepted)}accepted, as --trust says\n`);
      return 'yes';
    }
    return io.stdin.isTerminal && io.stderr.isTerminal ? askPerson(io, unaccepted) : 'nobody';
  };
}

async function askPerson(io: CliIo, unaccepted: Unaccepted): Promise<'yes' | 'no'> {
  io.stderr.write(commandsText(unaccepted));
  const typed = await io.stdin.ask('May they run? [y/N] ');
  return typed !== null && /^y(es)?$/i.test(typed.trim()) ? 'yes' : 'no';
}
