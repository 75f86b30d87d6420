import { fileURLToPath } from 'node:url';
import { shellWord } from '../process/shell-word.ts';

/** The shell line that passes on a hook of an agent of this kind; `bare`: its name alone, without its JSON. */
export function reportCommand(kind: string, name: string, how: 'whole' | 'bare'): string {
  const script = fileURLToPath(new URL('czar-report.sh', import.meta.url));
  return ['sh', shellWord(script), kind, name, ...(how === 'bare' ? ['bare'] : [])].join(' ');
}
