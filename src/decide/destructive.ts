/**
 * Commands that destroy or reach out of the worktree, wherever they stand in a text. A list of what is well known, not a proof:
 * what is not on it may be as bad, so nothing is accepted because of it; it only adds a refusal and a warning.
 */
const DESTRUCTIVE: readonly RegExp[] = [
  /\brm\s+(?:-\S+\s+)*-(?:-recursive|-force|[a-z]*[rf])/i,
  /\bfind\b.*\s-delete\b/,
  /\bgit\s+(?:\S+\s+)*?push\b.*(?:\s--force|\s-[a-z]*f\b|\s--mirror|\s--delete|\s\+\S)/,
  /\bgit\s+(?:\S+\s+)*?(?:reset\s+--hard|clean\s+-\S*[fdx]|filter-branch|update-ref\s+-d)/,
  /\bgit\s+(?:\S+\s+)*?branch\s+(?:\S+\s+)*?-D\b/,
  /\b(?:sudo|doas|su|pkexec)\s/,
  /\bdd\s+(?:\S+\s+)*?(?:if|of)=/,
  /\b(?:mkfs(?:\.\w+)?|fdisk|parted|wipefs|shred)\b/,
  />\s*\/dev\/(?:sd|nvme|disk|hd|vd)/,
  /\b(?:curl|wget|fetch)\b.*\|\s*(?:\S*\/)?(?:env\s+)?(?:ba|z|da|k|fi)?sh\b/,
  /\b(?:curl|wget)\b.*\|\s*(?:\S*\/)?(?:python[\d.]*|perl|ruby|node)\b/,
  /\b(?:ba|z|da)?sh\s+(?:-c\s+["']?)?[<$]\(\s*(?:curl|wget)\b/,
  /\b(?:chmod|chown)\s+(?:\S+\s+)*?-(?:-recursive|[a-zA-Z]*R)/,
  /\b(?:shutdown|reboot|poweroff|halt)\b/,
  /\bkill(?:all)?\s+-(?:9|KILL|SIGKILL)\s+-1\b/,
  /:\(\)\s*\{/,
  /\bdrop\s+(?:table|database|schema)\b/i,
  /\btruncate\s+table\b/i,
  /\b(?:npm|yarn|pnpm|cargo)\s+publish\b/,
  /\bterraform\s+(?:\S+\s+)*?destroy\b/,
  /\bkubectl\s+(?:\S+\s+)*?delete\b/,
  /\bdocker\s+(?:system|volume|image)\s+prune\b/,
];

/** Whether a text holds a command that is known to destroy something, also where a narrow pane has broken it into lines. */
export function looksDestructive(text: string): boolean {
  const line = text.replace(/\s+/g, ' ');
  return DESTRUCTIVE.some((command) => command.test(line));
}
