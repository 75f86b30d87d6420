import type { LaunchContext } from '../../../ports/agent.ts';
import { reportCommand } from '../report-command.ts';

/** How long claude waits for a hook, in seconds: it writes one small file. */
const TIMEOUT_S = 10;

/** The hooks that are listened to; `bare`: the name says enough, and what comes with it may be large. */
const hooks: Readonly<Record<string, 'whole' | 'bare'>> = {
  SessionStart: 'whole',
  UserPromptSubmit: 'whole',
  PreToolUse: 'bare',
  PostToolUse: 'bare',
  PostToolUseFailure: 'bare',
  PermissionRequest: 'whole',
  Notification: 'whole',
  Stop: 'bare',
  StopFailure: 'whole',
  PreCompact: 'bare',
  PostCompact: 'whole',
  SessionEnd: 'whole',
};

/**
 * The settings of one run, which claude adds to the user's own: hooks, and what it may do. It may read the status folder without
 * asking, and not change it.
 */
export function claudeSettings({ agent, statusFolder }: LaunchContext): string {
  const settings = {
    hooks: Object.fromEntries(Object.entries(hooks).map(([name, how]) => [name, [reporting(name, how)]])),
    permissions: {
      additionalDirectories: [statusFolder],
      allow: agent.allow,
      // A path that begins with two slashes is absolute in these rules.
      deny: [...agent.deny, `Edit(/${statusFolder}/**)`],
    },
    ...(agent.permissions === 'bypass' ? { skipDangerousModePermissionPrompt: true } : {}),
  };
  return `${JSON.stringify(settings, null, 2)}\n`;
}

function reporting(name: string, how: 'whole' | 'bare'): object {
  return {
    hooks: [{ type: 'command', command: reportCommand('claude', name, how), timeout: TIMEOUT_S }],
  };
}
