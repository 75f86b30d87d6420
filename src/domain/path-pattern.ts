/**
 * Whether a path (from the top of the repository) is meant by a pattern: `*` and `?` stay within a name, `**` goes over folders. A pattern
 * that begins with `/` counts from the top, any other in every folder. `x/**` means `x` too, which could be a link. Upper and lower case
 * are the same, as they are for some machines.
 */
export function matchesPath(path: string, pattern: string): boolean {
  const isAnchored = pattern.startsWith('/');
  const wanted = segments(pattern);
  if (wanted.length === 0) return false;
  return matchSegments(segments(path), isAnchored ? wanted : ['**', ...wanted]);
}

function segments(path: string): readonly string[] {
  return path
    .toLowerCase()
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.');
}

/** By a table of what is matched so far: time grows with the product of both lengths, whatever the pattern. */
function matchSegments(path: readonly string[], pattern: readonly string[]): boolean {
  let reached: readonly boolean[] = [true, ...path.map(() => false)];
  for (const wanted of pattern) {
    if (wanted === '**') {
      const first = reached.indexOf(true);
      reached = reached.map((_, at) => first >= 0 && at >= first);
    } else {
      const before = reached;
      reached = before.map(
        (_, at) => at > 0 && before[at - 1] === true && matchName(path[at - 1] ?? '', wanted),
      );
    }
  }
  return reached.at(-1) === true;
}

function matchName(name: string, pattern: string): boolean {
  const letters = Array.from(name);
  let reached: readonly boolean[] = [true, ...letters.map(() => false)];
  for (const wanted of pattern) {
    const before = reached;
    if (wanted === '*') {
      const first = before.indexOf(true);
      reached = before.map((_, at) => first >= 0 && at >= first);
    } else {
      reached = before.map(
        (_, at) => at > 0 && before[at - 1] === true && (wanted === '?' || wanted === letters[at - 1]),
      );
    }
  }
  return reached.at(-1) === true;
}
