import { fit, harmless, harmlessBlock } from '../cells.ts';
import { painter } from '../paint.ts';
import { emptyContent, wantsNothing, type Content, type Scene, type Size, type View } from './view.ts';

export const outputPage: View = {
  name: 'output',
  key: '',
  title: 'Output',
  help: ['What a verb of the command line said. Esc goes back; while it still runs, Esc ends it first.'],
  keys: [],
  content,
  wants: () => wantsNothing,
};

function content({ data, color }: Scene, body: Size): Content {
  const { output } = data;
  if (output === null) return emptyContent('nothing was run yet (:)');
  const { command, lines, exit } = output;
  const paint = painter(color);
  const state = exit === null ? '  runs … (Esc ends it)' : exit === 0 ? '' : `  exit ${exit}`;
  return {
    head: [paint('bold', fit(`czar ${harmless(command)}${state}`, body.columns))],
    rows: lines.map((line) => ({
      id: null,
      search: () => line,
      line: (own) => {
        const text = fit(harmlessBlock(line).replaceAll('\t', '    '), Math.max(1, body.columns - 2));
        return coloured(text, own);
      },
      open: null,
    })),
    foot: () => [],
    empty: exit === null ? '' : 'it said nothing',
    sticky: exit === null,
  };
}

/** Lines of a patch are told apart; everything else is plain. */
function coloured(text: string, paint: ReturnType<typeof painter>): string {
  if (text.startsWith('+')) return paint('green', text);
  if (text.startsWith('-')) return paint('red', text);
  return text.startsWith('@@') ? paint('cyan', text) : text;
}
