import type { Unaccepted, UnacceptedCommand } from '../domain/command.ts';
import type { FactOf } from '../domain/facts.ts';
import type { TaskId } from '../domain/names.ts';
import { questionName } from '../domain/question.ts';
import type { World } from '../domain/world.ts';
import { questionNotes } from './questions.ts';
import type { Rule } from './rule.ts';

const RULE = 'commands';

/** So many commands are put into one question. */
const MOST_SHOWN = 30;

/**
 * Asks about commands that came into the files while Czar runs. Until a person says yes, what was accepted before stays in force; what
 * a person leaves at that is not asked again.
 */
export const acceptance: Rule = (world) => {
  const { unaccepted, ledger, stopping } = world;
  if (unaccepted === null || stopping !== 'no') return {};
  const { hash } = unaccepted.list;
  const answered = ledger.commandsAnswered;
  if (answered?.hash !== hash) {
    const evidence = [{ source: 'file', at: world.now, says: namesOf(unaccepted) }] as const;
    const detail = commandsSay(unaccepted);
    return {
      notes: questionNotes(world, RULE, { topic: 'commands-changed', about: hash, detail, evidence }),
    };
  }
  if (!answered.accepted) return {};
  const why = `a human accepted ${namesOf(unaccepted)}`;
  return { actions: [{ kind: 'accept-commands', lane: 'home', rule: RULE, why, evidence: [], hash }] };
};

/** Why the gates of a task cannot begin: nobody accepted its own checks. Null: all are accepted, or it has none. */
export function whyChecksWait({ unaccepted, ledger }: World, task: TaskId): string | null {
  if (unaccepted?.tasks.has(task) !== true) return null;
  const asked = [...ledger.questions.values()].find(({ topic }) => topic === 'commands-changed');
  const after = asked === undefined ? 'czar start asks' : questionName(asked.id);
  return `nobody accepted its checks yet (${after})`;
}

/** Whether a human left these commands unaccepted. */
export function wasRefused({ ledger }: Pick<World, 'ledger'>, { list }: Unaccepted): boolean {
  const { commandsAnswered: answered } = ledger;
  return answered?.hash === list.hash && !answered.accepted;
}

/** Accepts, or leaves, exactly what was asked about. */
export function answerCommands(
  { unaccepted }: World,
  { about, isYes }: { readonly about: string | null; readonly isYes: boolean },
): FactOf<'commands.answered'> | null {
  if (unaccepted === null || unaccepted.list.hash !== about) return null;
  return { type: 'commands.answered', hash: unaccepted.list.hash, accepted: isYes };
}

/** Names of what is not accepted, for one line. */
export function namesOf({ commands }: Unaccepted): string {
  return [...new Set(commands.map(({ what }) => what))].join(', ');
}

/** In full, new and old. */
function commandsSay({ commands }: Unaccepted): string {
  const shown = commands.slice(0, MOST_SHOWN).map(commandSays);
  const rest = commands.length - shown.length;
  return [
    ...shown,
    ...(rest > 0 ? [`and ${rest} more (all are shown by czar stop, then czar start)`] : []),
  ].join('; ');
}

function commandSays({ what, brief, before, tasks }: UnacceptedCommand): string {
  const [task] = tasks;
  const more = tasks.length > 1 ? ` and ${tasks.length - 1} more` : '';
  const of = task === undefined ? '' : ` of ${task}${more}`;
  if (before === null) return `${what}${of}: ${brief}`;
  const old = before.brief === brief ? 'the same with other values of its variables' : before.brief;
  return `${what}${of}: ${brief} [before: ${old}]`;
}
