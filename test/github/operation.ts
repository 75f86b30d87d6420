import { routes } from './routes.ts';

export interface Operation {
  /** In the words of the description: "GET /repos/{owner}/{repo}/pulls". */
  readonly operation: string;
  readonly parts: Readonly<Record<string, string>>;
}

const patterns = Object.keys(routes).map((operation) => {
  const [verb = '', pattern = ''] = operation.split(' ');
  const names = [...pattern.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return { operation, verb, names, matches: new RegExp(`^${pattern.replace(/\{\w+\}/g, '([^/]+)')}$`) };
});

/** Which of the calls that are spoken here this is; null: none. The path may have a query. */
export function operationIn(method: string, path: string): Operation | null {
  const [bare = ''] = path.split('?');
  for (const { operation, verb, names, matches } of patterns) {
    const match = verb === method ? matches.exec(bare) : null;
    if (match === null) continue;
    const parts = names.map((name, i) => [name, decodeURIComponent(match[i + 1] ?? '')] as const);
    return { operation, parts: Object.fromEntries(parts) };
  }
  return null;
}
