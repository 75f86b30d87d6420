import { spawn } from 'node:child_process';
import type { Surroundings } from '../surroundings.ts';

/** Gives this terminal to the person's editor with a file; says what came of it. */
export async function editText(path: string, env: Surroundings['env']): Promise<string> {
  const wanted = [env['VISUAL'], env['EDITOR']].find((command) => (command ?? '').trim() !== '') ?? 'vi';
  // An editor may be named with options of its own ("code --wait").
  const [program = 'vi', ...args] = wanted.trim().split(/\s+/);
  const child = spawn(program, [...args, path], { stdio: 'inherit', env });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`the editor did not start: ${error.message} ($EDITOR)`));
    child.once('exit', (code) =>
      resolve(code === 0 ? `edited ${path}` : `${program} ended with ${code ?? 'a signal'}: ${path}`),
    );
  });
}
