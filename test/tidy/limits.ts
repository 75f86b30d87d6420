import { childrenOf, descend, lineCount, lineOf, nodeAt, nodesAt, type Node, type Source } from './source.ts';

/** How long and how twisted code of src/ may get before it has to be cut. */
export const limits = {
  functionLines: 60,
  fileLines: 300,
  testFileLines: 500,
  parameters: 3,
  nesting: 3,
  complexity: 10,
} as const;

/** Everything in `source` that is over a limit or not allowed at all, one sentence each. */
export function limitViolations(source: Source): readonly string[] {
  const found = [...descend(source.program)].flatMap((node) =>
    checks.flatMap((check) => check(node, source).map((what) => `${lineOf(source, node.start)}: ${what}`)),
  );
  return [...fileLength(source, limits.fileLines), ...found.map((what) => `${source.path}:${what}`)];
}

export function fileLength(source: Pick<Source, 'path' | 'text'>, limit: number): readonly string[] {
  const lines = lineCount(source.text);
  return lines > limit ? [`${source.path}: the file has ${lines} lines, the limit is ${limit}`] : [];
}

type Check = (node: Node, source: Source) => readonly string[];

const checks: readonly Check[] = [
  functionLength,
  parameters,
  nesting,
  complexity,
  anyType,
  emptyCatch,
  assertion,
];

const functionTypes: readonly string[] = [
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
];
/** Top-level code branches and nests like a function, so it keeps those two limits as well. */
const bodyTypes: readonly string[] = [...functionTypes, 'Program'];
const signatureTypes: readonly string[] = [
  ...functionTypes,
  'TSDeclareFunction',
  'TSEmptyBodyFunctionExpression',
  'TSFunctionType',
  'TSConstructorType',
  'TSMethodSignature',
  'TSCallSignatureDeclaration',
  'TSConstructSignatureDeclaration',
];
const loopTypes: readonly string[] = [
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
];
const nestingTypes: readonly string[] = [...loopTypes, 'IfStatement', 'TryStatement', 'SwitchStatement'];
const branchTypes: readonly string[] = [
  ...loopTypes,
  'IfStatement',
  'ConditionalExpression',
  'LogicalExpression',
  'CatchClause',
];

function functionLength(node: Node, source: Source): readonly string[] {
  if (!functionTypes.includes(node.type)) return [];
  const lines = lineOf(source, node.end) - lineOf(source, node.start) + 1;
  return over('lines', lines, limits.functionLines);
}

function parameters(node: Node): readonly string[] {
  if (!signatureTypes.includes(node.type)) return [];
  const count = nodesAt(node, 'params').filter((parameter) => parameter['name'] !== 'this').length;
  return over('parameters', count, limits.parameters);
}

function nesting(node: Node): readonly string[] {
  return bodyTypes.includes(node.type) ? over('levels of nesting', depthBelow(node), limits.nesting) : [];
}

function complexity(node: Node): readonly string[] {
  return bodyTypes.includes(node.type)
    ? over('as its complexity', 1 + branchesBelow(node), limits.complexity)
    : [];
}

function over(what: string, count: number, limit: number): readonly string[] {
  return count > limit ? [`this code has ${count} ${what}, the limit is ${limit}`] : [];
}

/** The deepest stack of blocks in `node`; a nested function starts again at zero, `else if` goes no deeper. */
function depthBelow(node: Node): number {
  const depths = childrenOf(node)
    .filter((child) => !functionTypes.includes(child.type))
    .map((child) => depthBelow(child) + (opensLevel(child, node) ? 1 : 0));
  return Math.max(0, ...depths);
}

function opensLevel(node: Node, parent: Node): boolean {
  const isElseIf = node.type === 'IfStatement' && nodeAt(parent, 'alternate') === node;
  return nestingTypes.includes(node.type) && !isElseIf;
}

function branchesBelow(node: Node): number {
  return childrenOf(node)
    .filter((child) => !functionTypes.includes(child.type))
    .reduce((sum, child) => sum + branchesAt(child) + branchesBelow(child), 0);
}

function branchesAt(node: Node): number {
  if (node.type === 'SwitchStatement') return switchBranches(node);
  const isLogicalAssignment =
    node.type === 'AssignmentExpression' && /^(&&|\|\||\?\?)=$/.test(String(node['operator']));
  return isLogicalAssignment || branchTypes.includes(node.type) ? 1 : 0;
}

/** A switch that only looks an answer up is a table, and reads as one branch however long it is. */
function switchBranches(node: Node): number {
  const cases = nodesAt(node, 'cases');
  return cases.every(isTableEntry) ? 1 : cases.filter((one) => nodeAt(one, 'test') !== undefined).length;
}

function isTableEntry(one: Node): boolean {
  const statements = nodesAt(one, 'consequent')
    .flatMap((statement) => (statement.type === 'BlockStatement' ? nodesAt(statement, 'body') : [statement]))
    .filter((statement) => statement.type !== 'BreakStatement');
  return statements.length <= 1 && statements.every(isReturnOrCall);
}

function isReturnOrCall(statement: Node): boolean {
  if (statement.type === 'ReturnStatement' || statement.type === 'ThrowStatement') return true;
  const expression = nodeAt(statement, 'expression');
  const called = expression?.type === 'AwaitExpression' ? nodeAt(expression, 'argument') : expression;
  return called?.type === 'CallExpression';
}

function anyType(node: Node): readonly string[] {
  return node.type === 'TSAnyKeyword'
    ? ['`any` switches the compiler off; say what it is, or `unknown`']
    : [];
}

function emptyCatch(node: Node): readonly string[] {
  const swallows = node.type === 'CatchClause' ? isEmptyBlock(nodeAt(node, 'body')) : swallowsRejection(node);
  return swallows ? ['an empty catch swallows every error; catch a named case or let it rise'] : [];
}

/** `promise.catch(() => {})` and its likes: the empty catch of asynchronous code. */
function swallowsRejection(node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  const callee = nodeAt(node, 'callee');
  const [handler] = nodesAt(node, 'arguments');
  if (callee === undefined || handler === undefined) return false;
  if (nodeAt(callee, 'property')?.['name'] !== 'catch' || !functionTypes.includes(handler.type)) return false;
  const body = nodeAt(handler, 'body');
  return (
    isEmptyBlock(body) ||
    body?.['name'] === 'undefined' ||
    (body?.type === 'Literal' && body['value'] === null)
  );
}

function isEmptyBlock(node: Node | undefined): boolean {
  if (node?.type !== 'BlockStatement' && node?.type !== 'FunctionBody') return false;
  return nodesAt(node, 'body').length === 0;
}

function assertion(node: Node, source: Source): readonly string[] {
  const claims = ['TSAsExpression', 'TSTypeAssertion', 'TSNonNullExpression'].includes(node.type);
  if (!claims || isAsConst(node) || /decode/.test(source.path)) return [];
  return ['a type assertion belongs in a decoder (a file or folder with `decode` in its name)'];
}

function isAsConst(node: Node): boolean {
  const type = nodeAt(node, 'typeAnnotation');
  return type !== undefined && nodeAt(type, 'typeName')?.['name'] === 'const';
}
