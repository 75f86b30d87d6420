const maxLines = 40;
const maxChars = 4_096;

/** The end of a command's output for people and texts: 40 lines, 4 KB, without colours and control characters. */
export function lastLines(output: string): string {
  return output
    .replace(/\x1b\[[0-?]*[ -/]*[@-~]/g, '')
    .replace(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g, '')
    .trimEnd()
    .split('\n')
    .slice(-maxLines)
    .map(shownLine)
    .join('\n')
    .slice(-maxChars);
}

/** A progress line writes over itself: what it showed last is what counts. */
function shownLine(line: string): string {
  const whole = line.trimEnd();
  return whole.slice(whole.lastIndexOf('\r') + 1).replace(/[^\P{Cc}\t]|\p{Cf}/gu, '');
}
