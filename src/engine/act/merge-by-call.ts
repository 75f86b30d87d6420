import type { Fact } from '../../domain/facts.ts';
import { Fault } from '../../domain/fault.ts';
import { mergeMessage } from '../../domain/merge-message.ts';
import type { Sha } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { Forge } from '../../ports/forge.ts';
import { comeToRemote } from './come-to-remote.ts';
import type { Done, Effect } from './effect.ts';
import { fetchedTip } from './fetched-tip.ts';
import type { PushRefusal } from './push.ts';
import { remember } from './remember.ts';
import { titleOf } from './task-note.ts';

type Merge = ActionOf<'merge'>;

/**
 * Has the forge merge what was tested, where nobody may push: exactly the judged head, into exactly the tip that it was tested on.
 * What the forge made is fetched and compared with what was tested.
 */
export async function mergeByCall(effect: Effect<Merge>, { fault, by }: PushRefusal): Promise<Done> {
  const { merge } = effect.parts.forge;
  if (merge === null || by !== 'protection') throw fault;
  if (effect.now().ledger.integration.isProtected !== true)
    await effect.step([{ type: 'integration.protected' }]);
  const { batch, task } = effect.action;
  if (batch !== undefined) return { says: `${task} is not merged: it is tested alone first`, facts: [] };
  const other = await atOtherTip(effect, fault);
  if (other !== null) return other;
  const done = await merge({ ...words(effect), number: effect.action.number, head: effect.action.head });
  if (done.merged) return follow(effect, done.sha);
  if (done.hasMoved) return movedOn(effect, done.because);
  const { number } = effect.action;
  const help = 'see what it wants before it merges it, such as approvals or checks';
  throw failed(`#${number}`, { because: done.because, help });
}

/**
 * The forge merges into whatever is there: what was tested there has to be just that. Otherwise the branch is brought to what is
 * there, where nothing is lost by that, and the gates begin anew. Null: it is there.
 */
async function atOtherTip(effect: Effect<Merge>, refusal: Fault): Promise<Done | null> {
  const { task, tip } = effect.action;
  const { branch } = effect.now().ledger.integration;
  const there = (await effect.parts.repository.merges.remoteTips([branch])).get(branch) ?? null;
  if (there === tip) return null;
  const brought = there === null ? null : await comeTo(effect, branch);
  if (brought !== null && brought !== tip)
    return { says: `${task} is not merged: ${branch} is at ${brought.slice(0, 8)} at GitHub`, facts: [] };
  const at = there === null ? 'not there' : `at ${there.slice(0, 12)} there`;
  const because = `${refusal.facts.because}; and ${branch} is ${at}, where nothing was tested`;
  throw failed(branch, { because, help: `let Czar push to ${branch}, or bring it to ${tip}` });
}

async function comeTo(effect: Effect<Merge>, branch: string): Promise<Sha | null> {
  return comeToRemote(effect, { tip: effect.action.tip, there: await fetchedTip(effect, branch) });
}

/** It may pass: an approval comes, somebody brings the branch there. */
function failed(on: string, { because, help }: { readonly because: string; readonly help: string }): Fault {
  return new Fault({ code: 'forge-failed', what: 'merge', on, because, help, transient: true });
}

function words(effect: Effect<Merge>): { readonly title: string; readonly message: string } {
  const { task, attempt, head, number } = effect.action;
  const title = titleOf(effect.now(), task);
  const [first = '', ...rest] = mergeMessage({
    projectId: effect.parts.projectId,
    task,
    title,
    attempt,
    head,
    number,
  }).split('\n');
  return { title: first, message: rest.join('\n').trim() };
}

async function movedOn(effect: Effect<Merge>, because: string): Promise<Done> {
  const { task, number } = effect.action;
  const pr = await seen(effect.parts.forge, number);
  return { says: `${task} is not merged: ${because}`, facts: pr };
}

async function seen(forge: Forge, number: number): Promise<readonly Fact[]> {
  const pr = await forge.get(number);
  return pr === null ? [] : [{ type: 'pr.seen', pr }];
}

async function follow(effect: Effect<Merge>, sha: Sha): Promise<Done> {
  const { task, tip, head, merge: tested, number } = effect.action;
  const { branch, baseTip } = effect.now().ledger.integration;
  const { history, merges } = effect.parts.repository;
  const fetched = await merges.fetchBase(branch, effect);
  if (!fetched.fetched) throw failed(branch, { because: fetched.because, help: 'it is fetched again' });
  const isTested = (await history.changes(tested, sha)).files.length === 0;
  const moved = await merges.advance(branch, { from: tip, to: fetched.tip }, effect);
  if (moved === 'moved-elsewhere')
    return { says: `${branch} moved`, facts: await seen(effect.parts.forge, number) };
  const because = `${task} was merged`;
  const note = isTested ? null : 'GitHub merged it into another tip than it was tested on';
  await effect.step([
    { type: 'branch.pushed', branch, tip: fetched.tip, sure: true },
    { type: 'integration.moved', tip: fetched.tip, baseTip: baseTip ?? tip, because },
    { type: 'task.merged', task, sha, head, note },
  ]);
  await remember(effect, task);
  return {
    says: `${task} is merged by GitHub as ${sha.slice(0, 8)} (#${number})${note === null ? '' : `: ${note}`}`,
    facts: await seen(effect.parts.forge, number),
  };
}
