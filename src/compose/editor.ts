import { spawn } from 'node:child_process';
import { Fault } from '../domain/fault.ts';
import type { Surroundings } from './surroundings.ts';

/** Gives this terminal to the person's editor with a file, until they leave it. Errors: Fault `command-failed`. */
export async function openEditor(path: string, env: Surroundings['env']): Promise<void> {
  const wanted = [env['VISUAL'], env['EDITOR']].find((command) => (command ?? '').trim() !== '') ?? 'vi';
  // An editor may be named with options of its own ("code --wait").
  const [program = 'vi', ...args] = wanted.trim().split(/\s+/);
  const child = spawn(program, [...args, path], { stdio: 'inherit', env });
  await new Promise<void>((resolve, reject) => {
    child.once('error', (error) => reject(failed(program, error.message)));
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(failed(program, `it ended with ${code ?? signal}`));
    });
  });
}

function failed(program: string, because: string): Fault {
  const help = 'name one that is there in $VISUAL or $EDITOR';
  return new Fault({ code: 'command-failed', what: 'edit in your editor', on: program, because, help });
}
