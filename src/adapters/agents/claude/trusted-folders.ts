import {
  applyEdits,
  findNodeAtLocation,
  getNodeValue,
  modify,
  type ParseError,
  parseTree,
} from 'jsonc-parser';

/** The folders that claude keeps something about in its own file (`.claude.json`); none when the text is not such a file. */
export function keptFolders(text: string): readonly string[] {
  const problems: ParseError[] = [];
  const tree = parseTree(text, problems);
  const projects =
    tree === undefined || problems.length > 0 ? undefined : findNodeAtLocation(tree, ['projects']);
  if (projects?.type !== 'object') return [];
  return (projects.children ?? []).flatMap(({ children: [key] = [] }) => {
    const name: unknown = key === undefined ? null : getNodeValue(key);
    return typeof name === 'string' ? [name] : [];
  });
}

/** The same text without what it keeps about this folder; everything else stays as it is written. */
export function withoutFolder(text: string, folder: string): string {
  return applyEdits(text, modify(text, ['projects', folder], undefined, {}));
}
