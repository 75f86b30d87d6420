import { join } from 'node:path';
import type { AgentPolicy } from '../../../domain/policy.ts';
import type { LaunchContext } from '../../../ports/agent.ts';
import { reportCommand } from '../report-command.ts';

/** Hooks whose JSON Czar reads. */
const TELLING = ['SessionStart', 'UserPromptSubmit', 'Stop', 'Interrupt', 'SessionEnd'];
/** Hooks whose name says enough. */
const BARE = ['PreToolUse', 'PostToolUse', 'PreCompact'];

type Permissions = AgentPolicy['permissions'];

const PERMISSIONS: Readonly<Record<Permissions, readonly string[]>> = {
  ask: ['--sandbox', 'read-only', '--ask-for-approval', 'on-request'],
  edits: ['--sandbox', 'workspace-write', '--ask-for-approval', 'on-request'],
  auto: ['--approve-for-me'],
  deny: ['--sandbox', 'workspace-write', '--ask-for-approval', 'never'],
  bypass: ['--dangerously-bypass-approvals-and-sandbox'],
};
/** Modes whose sandbox lets codex write into its folder, and into what is named beside it. */
const WRITING: ReadonlySet<Permissions> = new Set(['edits', 'auto', 'deny']);
/** What a commit writes in the repository that a worktree belongs to; its hooks and config stay closed. */
const SHARED_BY_COMMITS = ['objects', 'refs', 'logs'];

/**
 * The configuration of one run. No background server: it outlives its session, and hooks would run in its environment. Hooks
 * of a run have nobody who could review them, so their review is left out.
 */
export function codexFlags({ agent, cwd, gitDir }: LaunchContext): readonly string[] {
  return [
    '--no-daemon',
    '--dangerously-bypass-hook-trust',
    ...setting('check_for_update_on_startup', 'false'),
    ...setting('tui.animations', 'false'),
    ...TELLING.flatMap((name) => hook(name, name, 'whole')),
    ...BARE.flatMap((name) => hook(name, name, 'bare')),
    // With a reviewer of its own codex asks nobody else.
    ...(agent.permissions === 'auto'
      ? hook('PermissionRequest', 'PermissionReview', 'bare')
      : hook('PermissionRequest', 'PermissionRequest', 'whole')),
    ...(agent.trust ? setting('projects', `{${toml(cwd)}={trust_level="trusted"}}`) : []),
    ...(agent.model === null ? [] : ['--model', agent.model]),
    ...PERMISSIONS[agent.permissions],
    ...(WRITING.has(agent.permissions) ? commitFolders(gitDir) : []),
  ];
}

/** Told under the name of the event, or under another one. */
function hook(event: string, name: string, how: 'whole' | 'bare'): readonly string[] {
  const command = reportCommand('codex', name, how);
  return setting(`hooks.${event}`, `[{hooks=[{type="command",command=${toml(command)},timeout=10}]}]`);
}

function commitFolders(gitDir: string): readonly string[] {
  const [, common] = /^(.+)\/worktrees\/[^/]+$/.exec(gitDir) ?? [];
  if (common === undefined) return [];
  return [gitDir, ...SHARED_BY_COMMITS.map((name) => join(common, name))].flatMap((path) => [
    '--add-dir',
    path,
  ]);
}

export function setting(key: string, value: string): readonly string[] {
  return ['--config', `${key}=${value}`];
}

/** A basic string of TOML: what JSON makes of a text is one. */
export function toml(text: string): string {
  return JSON.stringify(text);
}
