import { isMissing } from '../adapters/files/error-code.ts';
import { Fault } from '../domain/fault.ts';
import { handOver } from './hand-over.ts';
import type { Surroundings } from './surroundings.ts';

/** Gives this terminal to the person's editor with a file, until they leave it. Errors: Fault `command-failed`. */
export async function openEditor(path: string, env: Surroundings['env']): Promise<void> {
  const wanted = [env['VISUAL'], env['EDITOR']].find((command) => (command ?? '').trim() !== '') ?? 'vi';
  const [program, args] = commandOf(wanted.trim());
  const ended = await handOver(program, [...args, path], { stdio: 'inherit', env }).catch(
    (error: unknown) => {
      throw failed(wanted.trim(), isMissing(error) ? noProgram : String(error));
    },
  );
  if (ended === notFound) throw failed(wanted.trim(), noProgram);
  if (ended !== 0) throw failed(wanted.trim(), `it ended with ${ended}`);
}

const noProgram = 'there is no such program';
/** What a shell ends with then. */
const notFound = 127;

/** What means something to a shell. */
const quoting = /["'\\$`|&;<>()*?[#~%]/;

/**
 * An editor may be named with options of its own ("code --wait"). Where there are quotes in it, the shell reads it, as everything else
 * that uses these variables has it done; the file is an argument, and never a part of what is read.
 */
function commandOf(wanted: string): readonly [string, readonly string[]] {
  if (quoting.test(wanted)) return ['/bin/sh', ['-c', `${wanted} "$@"`, 'editor']];
  const [program = 'vi', ...args] = wanted.split(/\s+/);
  return [program, args];
}

function failed(program: string, because: string): Fault {
  const help = 'name one that is there in $VISUAL or $EDITOR';
  return new Fault({ code: 'command-failed', what: 'edit in your editor', on: program, because, help });
}
