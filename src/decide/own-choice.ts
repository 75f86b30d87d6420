import type { ChosenAnswer, Dialog, DialogChoice, OpenDialog } from '../domain/dialog.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { AgentPolicy } from '../domain/policy.ts';
import type { World } from '../domain/world.ts';
import { looksDestructive } from './destructive.ts';
import { denialOf, lastingNo } from './lasting-no.ts';

/** What Czar itself answers to a dialog, from when on (epoch milliseconds), and why. */
export interface OwnChoice {
  readonly choice: number;
  readonly at: number;
  readonly why: string;
}

/**
 * The one place where Czar takes a choice without a human: it trusts its own worktree where the config says so, denies what a human
 * denied for good, and where the config says that nobody will come. It accepts nothing else. Null: a human has to choose.
 */
export function ownChoice(world: World, worker: WorkerState): OwnChoice | null {
  const { agent } = worker;
  const dialog = agent.shown?.dialog ?? null;
  const policy = policyOf(world, worker);
  // An answer that changed nothing is not given again.
  if (dialog === null || policy === null || agent.answered === dialog.id) return null;
  const trust = trustChoice(world, worker, { dialog, policy });
  if (trust !== null) return { choice: trust, at: agent.since, why: 'its own worktree may be trusted' };
  const lasting = lastingNo(world, worker);
  if (lasting !== null) return { ...lasting, why: 'you said no to the same for this whole attempt' };
  const denial = denialChoice(dialog, policy);
  if (denial === null) return null;
  const at = agent.since + policy.promptTimeoutMs;
  return { choice: denial, at, why: 'nobody answered it in time' };
}

/** Why Czar must not take this choice by itself, or null when it may. */
export function whyNotByItself(
  world: World,
  worker: WorkerState,
  { dialog: id, choice }: Pick<ChosenAnswer, 'dialog' | 'choice'>,
): string | null {
  const dialog = worker.agent.shown?.dialog ?? null;
  const policy = policyOf(world, worker);
  if (dialog?.id !== id || policy === null) return 'that dialog is not open';
  if (dialog.choices[choice]?.means === 'no')
    return denialChoice(dialog, policy) === choice || lastingNo(world, worker)?.choice === choice
      ? null
      : 'its dialogs wait for a human';
  return trustChoice(world, worker, { dialog, policy }) === choice
    ? null
    : 'only the trust in an own worktree is accepted without a human';
}

interface Asked {
  readonly dialog: OpenDialog;
  readonly policy: AgentPolicy;
}

/** The keys that give trust to a folder of Czar's own, and to nothing else; null: a human has to. */
export function onlyTrustOf(
  dialog: Dialog | null,
  { agent, cwd }: { readonly agent: AgentPolicy; readonly cwd: string },
): readonly string[] | null {
  if (dialog?.about !== 'trust' || !agent.trust || looksDestructive(dialog.text)) return null;
  const choice = namesOnly(dialog.text, cwd) ? onlyOne(dialog, 'yes') : null;
  return choice === null ? null : (dialog.choices[choice]?.keys ?? null);
}

function trustChoice(world: World, worker: WorkerState, { dialog, policy }: Asked): number | null {
  if (dialog.about !== 'trust' || !policy.trust || looksDestructive(dialog.text)) return null;
  return isAboutOwnWorktree(world, worker, dialog.text) ? onlyOne(dialog, 'yes') : null;
}

/** It names the worktree, and no other path: some agents ask about the folder and mean the repository around it. */
function isAboutOwnWorktree({ policy }: World, { worktree }: WorkerState, text: string): boolean {
  if (worktree === null || !worktree.path.startsWith(`${policy.worktrees}/`)) return false;
  return namesOnly(text, worktree.path);
}

function namesOnly(text: string, folder: string): boolean {
  const path = withoutBlanks(folder);
  const [before, ...after] = withoutBlanks(text).split(path);
  return after.length > 0 && ![before, ...after].some((part) => part?.includes('/'));
}

/** A narrow pane breaks a path anywhere. */
function withoutBlanks(text: string): string {
  return text.replace(/\s+/g, '');
}

function denialChoice(dialog: OpenDialog, { onPrompt }: AgentPolicy): number | null {
  return onPrompt === 'deny' ? denialOf(dialog) : null;
}

function onlyOne({ choices }: Pick<OpenDialog, 'choices'>, means: DialogChoice['means']): number | null {
  const first = choices.findIndex((choice) => choice.means === means);
  const isOnly = first >= 0 && choices.findLastIndex((choice) => choice.means === means) === first;
  return isOnly && (choices[first]?.keys.length ?? 0) > 0 ? first : null;
}

function policyOf({ policy }: World, { name }: WorkerState): AgentPolicy | null {
  const seat = policy.workers.get(name);
  return seat === undefined ? null : (policy.agents.get(seat.agent) ?? null);
}
