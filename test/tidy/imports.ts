import { posix } from 'node:path';
import { descend, lineOf, nodeAt, nodesAt, type Node, type Source } from './source.ts';

/** What the files of one folder of src/ may import. Packages and files not named here are refused. */
interface Row {
  /** Folders of src/ besides the own one. */
  readonly folders: readonly string[];
  /** Single files of src/ whose types (not values) may be imported. */
  readonly types?: readonly string[];
  readonly node: boolean;
  readonly packages: readonly string[] | 'all but those of the surfaces' | 'all';
  /** True when the folder holds data and functions of data: no clock, no chance, no waiting, no I/O. */
  readonly pure: boolean;
}

const nothingOutside = { node: false, packages: [] } as const;
const surfacePackages = ['commander', 'ink', 'react', 'fastify'] as const;

/** The import table of the house. A file may also import from its own folder. */
export const importTable: Readonly<Record<string, Row>> = {
  domain: { folders: [], ...nothingOutside, pure: true },
  decide: { folders: ['domain'], ...nothingOutside, pure: true },
  views: { folders: ['domain', 'decide'], node: false, packages: ['string-width'], pure: true },
  ports: { folders: ['domain'], ...nothingOutside, pure: false },
  engine: { folders: ['domain', 'decide', 'ports'], ...nothingOutside, pure: false },
  adapters: {
    folders: ['domain', 'ports'],
    node: true,
    packages: 'all but those of the surfaces',
    pure: false,
  },
  surfaces: {
    folders: ['domain', 'views'],
    types: ['ports/client.ts'],
    node: false,
    packages: surfacePackages,
    pure: false,
  },
  main: {
    folders: ['domain', 'decide', 'views', 'ports', 'engine', 'adapters', 'surfaces'],
    node: true,
    packages: 'all',
    pure: false,
  },
};

/** Adapters that the other adapters may build on. */
const sharedAdapters: readonly string[] = ['process', 'files'];

/** Names a pure folder may not mention: each of them is a clock, chance, a wait, or the outside. */
const impureNames: ReadonlySet<string> = new Set(
  'Date Promise performance process console globalThis fetch setTimeout setInterval setImmediate queueMicrotask'.split(
    ' ',
  ),
);

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

/** Everything in `source` that the import table refuses, one sentence each. */
export function importViolations(source: Source): readonly string[] {
  const folder = folderOf(source.path);
  const row = importTable[folder];
  if (row === undefined) return [`${source.path}: the import table has no row for ${folder}/`];
  const refused = importsOf(source)
    .map((found) => ({ found, reason: refusal(source.path, row, found) }))
    .filter(({ reason }) => reason !== undefined)
    .map(({ found, reason }) => `${source.path}:${found.line}: imports ${found.specifier}: ${reason}`);
  return row.pure ? [...refused, ...impurities(source)] : refused;
}

/** Each import cycle between `sources` once, as the path that closes it. Type imports count. */
export function importCycles(sources: readonly Source[]): readonly string[] {
  const graph = new Map(sources.map((source) => [source.path, relativeTargets(source)]));
  const cycles: string[] = [];
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      return;
    }
    if (finished.has(path)) return;
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    finished.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return cycles;
}

/** The first folder of a path in src/; main.ts and the folder compose/ it is split into are one. */
function folderOf(path: string): string {
  if (path === 'main.ts') return 'main';
  const [first = '', ...rest] = path.split('/');
  if (rest.length === 0) return 'src';
  return first === 'compose' ? 'main' : first;
}

function refusal(from: string, row: Row, found: Import): string | undefined {
  if (found.specifier.startsWith('.')) return fileRefusal(from, row, found);
  if (found.specifier.startsWith('node:')) return row.node ? undefined : 'this folder may not use node:*';
  const name = packageOf(found.specifier);
  return packageAllowed(row, name) ? undefined : `this folder may not use the package ${name}`;
}

function fileRefusal(from: string, row: Row, found: Import): string | undefined {
  const target = targetOf(from, found.specifier);
  if (target.startsWith('..')) return 'it lies outside src/';
  const folder = folderOf(target);
  if (folder === folderOf(from)) return folder === 'adapters' ? adapterRefusal(from, target) : undefined;
  if (row.folders.includes(folder)) return undefined;
  if (!row.types?.includes(target)) return `${folderOf(from)} may not import ${folder}`;
  return found.typeOnly ? undefined : 'only its types may be imported';
}

function adapterRefusal(from: string, target: string): string | undefined {
  const [own, other] = [adapterOf(from), adapterOf(target)];
  if (own === other || sharedAdapters.includes(other)) return undefined;
  return `the adapter ${own} may not know the adapter ${other}`;
}

function adapterOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function packageAllowed(row: Row, name: string): boolean {
  if (row.packages === 'all') return true;
  if (row.packages === 'all but those of the surfaces') return !surfacePackages.some((one) => one === name);
  return row.packages.includes(name);
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function targetOf(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier);
}

function relativeTargets(source: Source): readonly string[] {
  return importsOf(source)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => targetOf(source.path, specifier));
}

function importsOf(source: Source): readonly Import[] {
  return [...descend(source.program)].flatMap((node) => {
    const from = nodeAt(node, importField[node.type] ?? '');
    if (from === undefined) return [];
    // A computed specifier cannot be checked, so it reads as a package that no row allows.
    const specifier = typeof from['value'] === 'string' ? from['value'] : '(computed)';
    return [{ specifier, typeOnly: isTypeOnly(node), line: lineOf(source, node.start) }];
  });
}

/** The field that holds the specifier, for each kind of node that imports. */
const importField: Readonly<Record<string, string>> = {
  ImportDeclaration: 'source',
  ExportNamedDeclaration: 'source',
  ExportAllDeclaration: 'source',
  ImportExpression: 'source',
  TSImportType: 'source',
};

function isTypeOnly(node: Node): boolean {
  return node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type';
}

function impurities(source: Source): readonly string[] {
  const names = new Set<string>();
  return [...descend(source.program)].flatMap((node) => {
    const name = impurityOf(node);
    if (name === undefined || names.has(name)) return [];
    names.add(name);
    return [`${source.path}:${lineOf(source, node.start)}: a pure folder may not use ${name}`];
  });
}

function impurityOf(node: Node): string | undefined {
  if (node['async'] === true || node.type === 'AwaitExpression' || node['await'] === true) return 'async';
  if (node.type === 'MemberExpression' && isMathRandom(node)) return 'Math.random';
  return mentionedNames(node).find((name) => impureNames.has(name));
}

function isMathRandom(node: Node): boolean {
  return nodeAt(node, 'object')?.['name'] === 'Math' && nodeAt(node, 'property')?.['name'] === 'random';
}

/** The identifiers right below `node`, without the names of properties and members. */
function mentionedNames(node: Node): readonly string[] {
  const named = node['computed'] === true ? [] : ['property', 'key'];
  return Object.keys(node)
    .filter((field) => !named.includes(field) && !labels.includes(field))
    .flatMap((field) => [nodeAt(node, field), ...nodesAt(node, field)])
    .flatMap((child) => (child?.type === 'Identifier' ? [String(child['name'])] : []));
}

const labels: readonly string[] = ['label', 'imported', 'exported'];
