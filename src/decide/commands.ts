import type { AcceptedCommand, CommandList, NamedCommand, Unaccepted } from '../domain/command.ts';
import { printable, type TaskId } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { TaskWish } from '../domain/wish.ts';
import { checkCommand, SOURCES, type Written } from './command-sources.ts';

/** The longest command that is shown whole, in UTF-16 units; of a longer one it is said how much is not. */
const LONGEST = 4_000;

export interface Named {
  readonly policy: Policy;
  readonly tasks: ReadonlyMap<TaskId, Pick<TaskWish, 'checks'>>;
}

/** All commands that config and tasks name, each once, in the order of the files. */
export function commandList({ policy, tasks }: Named, sha256: (text: string) => string): CommandList {
  const commands = new Map<string, NamedCommand>();
  const digests = new Map<string, string>();
  const add = (written: Written, from: Pick<NamedCommand, 'keys' | 'tasks'>): void => {
    const exact = JSON.stringify([written.what, ...written.exact]);
    const digest = digests.get(exact) ?? sha256(exact);
    digests.set(exact, digest);
    const known = commands.get(digest);
    if (known === undefined) commands.set(digest, { ...shown(written), digest, ...from });
    else
      commands.set(digest, {
        ...known,
        keys: [...new Set([...known.keys, ...from.keys])],
        tasks: [...known.tasks, ...from.tasks],
      });
  };
  for (const { keys, commands: named } of SOURCES)
    for (const written of named(policy)) add(written, { keys, tasks: [] });
  for (const [task, { checks }] of tasks)
    for (const check of checks) add(checkCommand(check), { keys: [], tasks: [task] });
  const hash = sha256(JSON.stringify([...commands.keys()].sort()));
  return { commands: [...commands.values()], hash };
}

/** What of a list is not among what was accepted (null: nothing was); null: all is. */
export function unacceptedOf(
  list: CommandList,
  accepted: readonly AcceptedCommand[] | null,
): Unaccepted | null {
  const digests = new Set((accepted ?? []).map(({ digest }) => digest));
  const missing = list.commands.filter(({ digest }) => !digests.has(digest));
  if (missing.length === 0) return null;
  const listed = new Set(list.commands.map(({ digest }) => digest));
  const gone = (accepted ?? []).filter(({ digest }) => !listed.has(digest));
  return {
    list,
    commands: missing.map((command) => ({
      ...command,
      before: gone.find(({ what }) => what === command.what) ?? null,
    })),
    isFirst: accepted === null,
    tasks: new Set(missing.flatMap(({ tasks }) => tasks)),
  };
}

/**
 * The policy with nothing in it that no person accepted: what holds such a command is as in `last`, which was accepted; null:
 * nothing was, and these commands are left out.
 */
export function policyInForce(
  policy: Policy,
  { unaccepted, last }: { readonly unaccepted: Unaccepted | null; readonly last: Policy | null },
): Policy {
  const open = new Set(unaccepted?.commands.flatMap(({ keys }) => keys));
  const held = SOURCES.filter(({ keys }) => keys.some((key) => open.has(key)));
  return held.reduce((before, { keys, without }): Policy => {
    if (last === null) return { ...before, ...without(policy) };
    return { ...before, ...Object.fromEntries(keys.map((key) => [key, last[key]])) };
  }, policy);
}

function shown({ what, shows, brief = shows }: Written): Pick<AcceptedCommand, 'what' | 'shows' | 'brief'> {
  return { what: printable(what), shows: line(shows), brief: line(brief) };
}

/** Harmless. Nothing is masked: what hides a secret could hide a command. */
function line(written: string): string {
  const text = printable(written);
  const rest = text.length - LONGEST;
  return rest <= 0
    ? text
    : `${text.slice(0, LONGEST)} [… and ${rest} more characters: read them in the file]`;
}
