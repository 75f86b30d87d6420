import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PaneIdentity } from '../../domain/generation.ts';
import type { Screen } from '../../ports/terminal.ts';
import { allOk } from './control-client.ts';
import { identityCondition } from './guard.ts';
import { formatLiteral, tmuxQuote } from './quote.ts';
import type { Setting } from './setting.ts';

/**
 * The visible screen. It takes the way through a file because tmux puts captured text into control mode as it is: an agent could
 * print what looks like the end of an answer, and answers of its own after it.
 */
export async function screen(setting: Setting, who: PaneIdentity): Promise<Screen | null> {
  const client = await setting.link.find();
  if (client === null) return null;
  const buffer = `czar-screen-${setting.clock.randomHex(12)}`;
  const file = join(setting.runDir, buffer);
  try {
    const replies = await client.ask(
      `if-shell -F -t ${who.paneId} ${tmuxQuote(identityCondition(setting.names.projectId, who))}` +
        ` { capture-pane -b ${buffer} -t ${who.paneId}` +
        ` ; save-buffer -b ${buffer} ${tmuxQuote(formatLiteral(file))} ; delete-buffer -b ${buffer}` +
        ` ; display-message -p -t ${who.paneId} "at #{cursor_x} #{cursor_y}" } { display-message -p no }`,
    );
    const said = allOk(replies, 'read the screen').at(-1)?.lines[0] ?? '';
    const [, x, y] = /^at (\d+) (\d+)$/.exec(said) ?? [];
    if (x === undefined || y === undefined) return null;
    return { lines: linesOf(await readFile(file, 'utf8')), cursorX: Number(x), cursorY: Number(y) };
  } finally {
    await rm(file, { force: true });
  }
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n');
}
