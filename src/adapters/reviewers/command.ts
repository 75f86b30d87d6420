import { isAbsolute, join } from 'node:path';
import { withoutSecrets } from '../../domain/secrets.ts';
import type { ReviewPolicy } from '../../domain/policy.ts';
import type { Merges } from '../../ports/repository.ts';
import type { ReviewRequest } from '../../ports/reviewer.ts';
import type { Leash } from '../../ports/tether.ts';
import { reviewFault } from './fault.ts';
import type { Say } from './say.ts';

export interface CommandPlace {
  readonly merges: Pick<Merges, 'run'>;
  /** Of the project: a path to a program counts from there, never from the worktree, which holds what is to be judged. */
  readonly root: string;
  /** That of a person. */
  readonly env: Readonly<Record<string, string>>;
}

/** Logins of models, which a program that asks one may need. No token of a forge is among them. */
const PASSED: readonly string[] = [
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_AUTH_TOKEN',
  'ANTHROPIC_BASE_URL',
  'CLAUDE_CODE_OAUTH_TOKEN',
  'CLAUDE_CONFIG_DIR',
  'CODEX_HOME',
  'CZAR_REVIEW_KEY',
  'OPENAI_API_KEY',
];

/** A program and its arguments. Errors: Fault `review-failed` when the config names none. */
export function programOf({ command: words }: Pick<ReviewPolicy, 'command'>): readonly [string, ...string[]] {
  const [program, ...args] = words ?? [];
  if (program !== undefined) return [program, ...args];
  throw reviewFault('review.command is not set', {
    transient: false,
    help: 'name a program in czar.config.json',
  });
}

/** The request goes in by its stdin: a line of JSON about it, an empty line, and the text. What it prints is the answer. */
export function command({ merges, root, env }: CommandPlace, request: ReviewRequest, leash: Leash): Say {
  const { policy, id, about, commit, setup } = request;
  const [program, ...args] = programOf(policy);
  const path = program.includes('/') && !isAbsolute(program) ? join(root, program) : program;
  const passed = Object.fromEntries(Object.entries(env).filter(([name]) => PASSED.includes(name)));
  return async (text) => {
    const ran = await merges.run({
      ...leash,
      commit,
      setup,
      argv: [path, ...args],
      stdin: `${JSON.stringify({ v: 1, id, ...about })}\n\n${text}\n`,
      env: passed,
      timeoutMs: policy.timeoutMs,
    });
    if (ran.timedOut)
      throw reviewFault(`"${program}" took longer than ${Math.round(policy.timeoutMs / 1_000)} s`, {
        transient: true,
      });
    if (ran.status === 0) return ran.stdout;
    const said = withoutSecrets(ran.stderr).slice(-500).trim();
    throw reviewFault(
      `"${program}" ended with status ${ran.status ?? 'unknown'}${said === '' ? '' : `: ${said}`}`,
      {
        transient: true,
      },
    );
  };
}
