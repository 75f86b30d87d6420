import { Fault } from '../../domain/fault.ts';
import { runProcess } from '../process/run.ts';

/** The token that GitHub is spoken to with. It is held here and in the header of a request, and nowhere else. */
export interface Tokens {
  /** Errors: Fault `no-token` when there is none. */
  current(): Promise<string>;
  /** Another one than `refused`, or null when there is no other. */
  instead(refused: string): Promise<string | null>;
}

export interface TokenSource {
  /** The environment of a person: `GITHUB_TOKEN` goes before the command. */
  readonly env: Readonly<Record<string, string>>;
  /** Its words are parted by blanks: no shell sees it. */
  readonly command: string;
  readonly cwd: string;
}

const timeoutMs = 20_000;

export function openTokens(source: TokenSource): Tokens {
  const given = source.env['GITHUB_TOKEN'] ?? '';
  let last: string | null = given === '' ? null : given;
  const ask = async (): Promise<string> => {
    last = await told(source);
    return last;
  };
  return {
    current: async () => last ?? (await ask()),
    instead: async (refused) => {
      if (given !== '') return null;
      if (last !== null && last !== refused) return last;
      const found = await ask();
      return found === refused ? null : found;
    },
  };
}

/** What a command prints may be a secret also when it fails, so none of it is told. */
async function told({ env, command, cwd }: TokenSource): Promise<string> {
  const [program, ...args] = command.split(/\s+/).filter((word) => word !== '');
  if (program === undefined) throw noToken('github.tokenCommand is empty');
  const result = await runProcess({
    argv: [program, ...args],
    cwd,
    env,
    timeoutMs,
    graceMs: 1_000,
    outputLimitBytes: 20_000,
  }).catch((error: unknown) => {
    throw error instanceof Fault ? noToken(`${program} cannot be started`, error) : error;
  });
  if (result.timedOut) throw noToken(`"${command}" took longer than ${timeoutMs / 1_000} s`);
  const token = result.stdout.trim();
  if (result.status !== 0) throw noToken(`"${command}" ended with status ${result.status ?? 'unknown'}`);
  if (!/^[\x21-\x7e]+$/.test(token)) throw noToken(`"${command}" printed no token`);
  return token;
}

function noToken(because: string, cause?: unknown): Fault {
  const help = 'export GITHUB_TOKEN=…, or log in with: gh auth login';
  return new Fault(
    { code: 'no-token', what: 'speak to GitHub', on: 'its token', because, help, transient: false },
    cause,
  );
}
