import type { TextFile } from '../../domain/delivery.ts';
import { triggerText } from '../../domain/long-text.ts';
import type { DeliveryId } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { World } from '../../domain/world.ts';
import type { Effect, Runner } from './effect.ts';
import { type Agent, worktreeNow } from './subject.ts';

/** What is typed, and the file that it names where the text itself is too long for one paste. */
export interface TypedText {
  readonly text: string;
  readonly file?: TextFile;
}

/** Leaves a text that is longer than its agent takes in one paste in the worktree. Errors: Fault `file-unwritable`. */
export async function typedText(
  effect: Effect,
  agent: Agent,
  { id, text }: { readonly id: DeliveryId; readonly text: string },
): Promise<TypedText> {
  const { worker } = agent.who;
  const limit = pasteBytesOf(effect.now(), agent);
  if (limit === null || bytesOf(text) <= limit) return { text };
  const content = `${text}\n`;
  const { repository, digest } = effect.parts;
  const place = worktreeNow(effect.now(), worker);
  const path = await repository.worktrees.leaveText(place, { name: nameOf(id), content });
  const file = { path, sha256: digest.sha256(content), bytes: bytesOf(content) };
  return { text: triggerText(text, { id, file }), file };
}

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The config goes before what is known of the kind. */
function pasteBytesOf({ policy }: World, { who, kind }: Agent): number | null {
  const agent = policy.agents.get(policy.workers.get(who.worker)?.agent ?? '');
  return agent?.pasteBytes ?? kind.facts.pasteBytes ?? null;
}

function nameOf(id: DeliveryId): string {
  return `${id}.txt`;
}

/** Takes away all files of texts but those that are still to be read. */
export const dropTexts: Runner<ActionOf<'drop-texts'>> = async (effect) => {
  const { worker, keep } = effect.action;
  await effect.parts.repository.worktrees.keepTexts(worktreeNow(effect.now(), worker), keep.map(nameOf));
  return {
    says: `${keep.length} texts for ${worker} are left`,
    facts: [{ type: 'texts.dropped', worker, kept: keep }],
  };
};
