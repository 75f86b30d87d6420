// A terminal screen with its colours (tmux capture-pane -e) as an SVG of text: no fonts are loaded, every viewer has a monospaced one.

const cell = { width: 8.4, height: 18 };
const margin = 14;
const ink = '#d8dee4';
const paper = '#10151b';
const colours = { 31: '#ff7b72', 32: '#6cc070', 33: '#e3b341', 34: '#79b8ff', 35: '#d2a8ff', 36: '#5ccfe6' };

/**
 * @param {string} screen lines with SGR sequences
 * @param {{ columns: number, rows: number, title: string }} options
 */
export function svgOf(screen, { columns, rows, title }) {
  const [width, height] = [columns * cell.width + 2 * margin, rows * cell.height + 2 * margin];
  const style = { bold: false, dim: false, inverse: false, colour: '' };
  const parts = screen
    .split('\n')
    .slice(0, rows)
    .flatMap((line, row) => spansOf(line, style).map((span) => drawn(span, row)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<rect width="100%" height="100%" rx="8" fill="${paper}"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" xml:space="preserve">
${parts.join('\n')}
</g>
</svg>
`;
}

/** Pieces of one look; the style goes on over the ends of lines. */
function spansOf(line, style) {
  const spans = [];
  let column = 0;
  for (const part of line.split(/(\u001b\[[0-9;]*m)/)) {
    const [, codes] = /^\u001b\[([0-9;]*)m$/.exec(part) ?? [];
    if (codes !== undefined) for (const code of codes.split(';')) apply(style, Number(code));
    else if (part !== '') {
      const text = part.replace(/\s+$/, style.inverse ? '$&' : '');
      const cells = Array.from(part).length;
      if (text !== '') spans.push({ ...style, text, column, cells: Array.from(text).length });
      column += cells;
    }
  }
  return spans;
}

function apply(style, code) {
  if (code === 0) Object.assign(style, { bold: false, dim: false, inverse: false, colour: '' });
  else if (code === 1) style.bold = true;
  else if (code === 2) style.dim = true;
  else if (code === 22) Object.assign(style, { bold: false, dim: false });
  else if (code === 7) style.inverse = true;
  else if (code === 27) style.inverse = false;
  else if (code === 39) style.colour = '';
  else if (colours[code] !== undefined) style.colour = colours[code];
}

function drawn({ text, column, cells, bold, dim, inverse, colour }, row) {
  const [x, y] = [margin + column * cell.width, margin + row * cell.height];
  const wide = (cells * cell.width).toFixed(1);
  const front = colour === '' ? ink : colour;
  const back = inverse
    ? `<rect x="${x.toFixed(1)}" y="${y}" width="${wide}" height="${cell.height}" fill="${front}"/>`
    : '';
  const look = `${bold ? ' font-weight="bold"' : ''}${dim ? ' opacity="0.6"' : ''}`;
  return `${back}<text x="${x.toFixed(1)}" y="${y + 13.5}" fill="${inverse ? paper : front}"${look} textLength="${wide}" lengthAdjust="spacingAndGlyphs">${escaped(text)}</text>`;
}

function escaped(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
