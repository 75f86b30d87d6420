import { readFileSync } from 'node:fs';
import { z } from 'zod';

const settingsSchema = z.object({
  hooks: z.record(z.string(), z.tuple([z.object({ hooks: z.tuple([z.object({ command: z.string() })]) })])),
});

/** Commands of hooks by name, and what the arguments say about the conversation. */
export interface Hooks {
  readonly commands: ReadonlyMap<string, string>;
  readonly session: string;
}

/** The hooks that claude is started with: in the file behind `--settings`. Errors: what reading throws, ZodError. */
export function claudeHooks(args: readonly string[]): Hooks {
  const { hooks } = settingsSchema.parse(JSON.parse(readFileSync(behind(args, '--settings'), 'utf8')));
  const commands = new Map(
    Object.entries(hooks).map(([name, [{ hooks: found }]]) => [name, found[0].command]),
  );
  return { commands, session: behind(args, '--session-id') };
}

const CODEX_HOOK = /^hooks\.(\w+)=\[\{hooks=\[\{type="command",command=("(?:[^"\\]|\\.)*")/;

/** The hooks that codex is started with: one behind a `--config` each. */
export function codexHooks(args: readonly string[]): Hooks {
  const found = args.flatMap((arg): readonly (readonly [string, string])[] => {
    const [, name, command] = CODEX_HOOK.exec(arg) ?? [];
    return name === undefined || command === undefined ? [] : [[name, z.string().parse(JSON.parse(command))]];
  });
  return { commands: new Map(found), session: '01a1fc76-12c7-7ed3-bd0d-cc768b0ebd24' };
}

function behind(args: readonly string[], flag: string): string {
  return args[args.indexOf(flag) + 1] ?? '';
}
