/** Rules whose names say little to those who have not read of them, in words of the glossary. */
const words: Readonly<Record<string, string>> = {
  'api-errors': 'agent error',
  'base-fetch': 'base',
  'begun-on': 'begun on finished work',
  budget: 'limit',
  'cancelled-work': 'cancelled work',
  commands: 'accepted commands',
  conflicts: 'conflict',
  dialogs: 'dialog',
  failures: 'failure',
  'first-sight': 'new task',
  'forge-findings': 'pull request',
  'forge-watch': 'pull request',
  integration: 'integration branch',
  'left-daemons': 'session',
  'left-texts': 'long texts',
  'left-trees': 'worktree',
  limits: 'limit',
  looking: 'screen',
  'merged-elsewhere': 'merged elsewhere',
  orders: 'your order',
  'pushed-heads': 'pull request',
  questions: 'question',
  receipts: 'receipt',
  server: 'tmux server',
  sessions: 'session',
  strays: 'work taken away',
  sync: 'your edit',
  'text-changes': 'new text',
  verdicts: 'health',
  worktrees: 'worktree',
};

/** What a rule decides on, for a person. */
export function ruleWords(rule: string): string {
  return words[rule] ?? rule;
}
