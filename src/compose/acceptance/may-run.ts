import { namesOf } from '../../decide/acceptance.ts';
import type { NamedCommand } from '../../domain/command.ts';
import { Fault } from '../../domain/fault.ts';
import { type Asked, standingOf } from './standing.ts';

export interface Running {
  readonly what: string;
  readonly on: string;
  /** Which of the commands that the files name. */
  readonly of: (command: NamedCommand) => boolean;
}

/** For whoever runs commands without asking about them. Errors: Fault `bad-input` when a person did not accept all of these. */
export async function requireAccepted(opened: Asked, { what, on, of }: Running): Promise<void> {
  const { unaccepted } = await standingOf(opened);
  const commands = unaccepted?.commands.filter(of) ?? [];
  if (unaccepted === null || commands.length === 0) return;
  const because = `nobody accepted ${namesOf({ ...unaccepted, commands })}`;
  throw new Fault({
    code: 'bad-input',
    what,
    on,
    because,
    help: 'czar needs, or czar start: it shows them, and asks',
  });
}
