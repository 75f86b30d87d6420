import { chmod, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { refuseName } from '../../domain/names.ts';
import type { SessionSpec } from '../../ports/terminal.ts';
import { replaceFile } from '../files/replace-file.ts';
import { shellWord } from '../process/shell-word.ts';
import type { Environment } from './environment.ts';
import { logScript } from './log-script.ts';

export interface Launch {
  /** Becomes the agent. */
  readonly script: string;
  /** A shell line that keeps the pane's output; the pane's terminal has to be added as its last word. */
  readonly logCommand: string;
}

/** Writes what one generation is started with, and makes the place of its log. */
export async function prepareLaunch(
  runDir: string,
  spec: SessionSpec,
  inherited: Environment,
): Promise<Launch> {
  await mkdir(runDir, { recursive: true, mode: 0o700 });
  await chmod(runDir, 0o700);
  await mkdir(dirname(spec.logFile), { recursive: true });
  const script = join(runDir, `${spec.worker}.sh`);
  await replaceFile(script, launchScript(spec, inherited), 0o700);
  await writeKit(spec.kit);
  const logger = join(runDir, 'log.sh');
  await replaceFile(logger, logScript, 0o700);
  const words = ['/bin/sh', logger, spec.logFile, String(spec.logBytes)].map((word) => shellWord(word));
  return { script, logCommand: `exec ${words.join(' ')}` };
}

/** A kit that is not of this generation goes first: nothing that reads it lives any more. */
async function writeKit({ folder, files }: SessionSpec['kit']): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  if (files.length === 0) return;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { name, content } of files) await replaceFile(join(folder, name), content, 0o600);
}

/**
 * The script becomes the agent with nothing in its environment but the list. TERM alone comes from the pane: only tmux knows
 * which terminal it plays. The script removes itself: what it sets may be secret, and it is used once.
 */
function launchScript(spec: Pick<SessionSpec, 'argv' | 'cwd' | 'env'>, inherited: Environment): string {
  const assignments = Object.entries({ ...inherited, ...spec.env }).map(([name, value]) =>
    shellWord(`${name}=${value}`),
  );
  return `#!/bin/sh
/bin/rm -f "$0"
cd ${shellWord(spec.cwd)} || exit 126
exec /usr/bin/env -i "TERM=$TERM" ${[...assignments, ...programWords(spec.argv)].join(' ')}
`;
}

/** env would take a program with "=" in its path for another assignment, so that one is named by a shell. */
function programWords(argv: readonly [string, ...string[]]): readonly string[] {
  const words = argv.map((word) => shellWord(word));
  return argv[0].includes('=') ? ['/bin/sh', '-c', `'exec "$@"'`, 'sh', ...words] : words;
}

/** Errors: Fault `bad-input`. */
export function refuseBadSpec(spec: SessionSpec): void {
  const because = refuseName(spec.worker) ?? refuseEnvironment(spec.env) ?? refusals(spec)[0];
  if (because !== undefined)
    throw new Fault({ code: 'bad-input', what: 'start a session', on: spec.worker, because });
}

function refusals({ argv, cwd, env, generation, kit, logFile }: SessionSpec): readonly string[] {
  const texts = [...argv, cwd, logFile, ...Object.values(env)];
  const checks: readonly (readonly [boolean, string])[] = [
    [Number.isSafeInteger(generation) && generation >= 0, 'the generation is no number'],
    [cwd.startsWith('/'), 'the working directory is not absolute'],
    [logFile.startsWith('/'), 'the path of the log is not absolute'],
    [kit.folder.startsWith('/'), 'the path of the kit is not absolute'],
    [kit.files.every(({ name }) => /^[\w-][\w.-]*$/.test(name)), 'a file of the kit has no plain name'],
    [argv[0] !== '', 'the program has no name'],
    [!texts.some((text) => text.includes('\0')), 'a NUL byte cannot be handed to a program'],
  ];
  return checks.filter(([fine]) => !fine).map(([, because]) => because);
}

function refuseEnvironment(env: Environment): string | null {
  const bad = Object.keys(env).find((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  return bad === undefined ? null : `"${bad}" cannot be the name of an environment variable`;
}
