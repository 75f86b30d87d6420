import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, visitorKeys } from 'oxc-parser';

export const repositoryRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** One parsed TypeScript file; `path` is relative to the folder it was read from and uses `/`. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly program: Node;
}

/** A node of the syntax tree, untyped on purpose: the checks look at a few fields of a few kinds. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** Parses `text`; a file that does not parse is a fault, or the checks would pass over half a file. */
export function parse(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text, { sourceType: 'module' });
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`);
  if (!isNode(program)) throw new Error(`${path}: the parser returned no program`);
  return { path, text, program };
}

/** All TypeScript files under `folder` (relative to the repository), parsed, in a stable order. */
export function readSources(folder: string): readonly Source[] {
  return listFiles(folder).map((path) =>
    parse(path, readFileSync(join(repositoryRoot, folder, path), 'utf8')),
  );
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path))
    .sort();
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The node in `field`, if there is one. */
export function nodeAt(node: Node, field: string): Node | undefined {
  const value = node[field];
  return isNode(value) ? value : undefined;
}

/** The nodes in the list `field`; holes and missing lists are left out. */
export function nodesAt(node: Node, field: string): readonly Node[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

export function childrenOf(node: Node): readonly Node[] {
  const fields = visitorKeys[node.type];
  if (fields === undefined) throw new Error(`the parser knows no fields of a ${node.type}`);
  return fields.flatMap((field) => [...nodesAt(node, field), ...[nodeAt(node, field)].filter(isNode)]);
}

/** `node` and everything below it, parents first. */
export function* descend(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* descend(child);
}

export function lineOf(source: Source, offset: number): number {
  return source.text.slice(0, offset).split('\n').length;
}

export function lineCount(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}
