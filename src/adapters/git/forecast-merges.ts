import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { Sha } from '../../domain/names.ts';
import { known, type Seen, unknown } from '../../domain/seen.ts';
import type { RepositoryContext } from './context.ts';
import { beginStore } from './forecast-look.ts';
import type { GitAnswer, GitCall, GitPlace } from './git.ts';
import { requireSha } from './refs.ts';
import { exists } from './status.ts';
import { turns } from './turns.ts';

type Pair = readonly [Sha, Sha];
type Files = readonly string[];

interface Tried {
  readonly pairs: readonly Pair[];
  /** Where `.gitattributes` is taken from. */
  readonly rules: Sha;
  readonly folder: string;
  /** Where the objects of uncommitted work lie. */
  readonly stores: readonly string[];
  readonly knownRules: KnownRules;
}

/** What was asked last. */
export interface KnownRules {
  of: Sha | null;
  attributes: string | null;
}

const timeoutMs = 60_000;
const atOnce = 4;

/**
 * Tries merges (port `Forecast.tryMerges`) in a git dir that is made for them and thrown away: it reads the repository's objects and
 * nothing else of it, neither config nor attributes, so no program that an agent can name is run.
 */
export async function tryMerges(
  context: RepositoryContext,
  { pairs, rules, folder, stores, knownRules }: Tried,
): Promise<readonly Seen<Files>[]> {
  await mkdir(folder, { recursive: true });
  const gitDir = await mkdtemp(join(folder, 'merge-'));
  try {
    const trier = await beginTrying(context, { gitDir, rules, stores, knownRules });
    const all = await tryAll(trier, pairs);
    if (all !== null) return all.map((files) => known(files, context.clock.now()));
    const turn = turns(atOnce);
    return await Promise.all(pairs.map((pair) => turn(() => tryOne(trier, pair))));
  } finally {
    await rm(gitDir, { recursive: true, force: true });
  }
}

interface Trier {
  readonly context: RepositoryContext;
  readonly run: (call: Pick<GitCall, 'args' | 'stdin' | 'answers'>) => Promise<GitAnswer>;
}

async function beginTrying(
  context: RepositoryContext,
  {
    gitDir,
    rules,
    stores,
    knownRules,
  }: Pick<Tried, 'rules' | 'stores' | 'knownRules'> & { readonly gitDir: string },
): Promise<Trier> {
  const at: GitPlace = { gitDir, workTree: join(gitDir, 'tree') };
  await mkdir(join(gitDir, 'tree'), { recursive: true });
  await mkdir(join(gitDir, 'refs'), { recursive: true });
  await beginStore(gitDir, [context.commonDir, ...stores]);
  await writeFile(join(gitDir, 'HEAD'), 'ref: refs/heads/none\n');
  await writeFile(join(gitDir, 'config'), configFor(rules));
  const shallow = join(context.commonDir, 'shallow');
  const env: Readonly<Record<string, string>> = (await exists(shallow)) ? { GIT_SHALLOW_FILE: shallow } : {};
  const trier: Trier = {
    context,
    run: (call) =>
      context.git.run({ ...call, at, env, what: 'try a merge', kind: 'look', inBackground: true, timeoutMs }),
  };
  const attributes = await attributesOf(trier, rules, knownRules);
  if (attributes !== null) await writeFile(join(gitDir, 'tree/.gitattributes'), attributes);
  return trier;
}

/** The same commit has the same attributes for ever. */
async function attributesOf({ run }: Trier, rules: Sha, known: KnownRules): Promise<string | null> {
  if (known.of === rules) return known.attributes;
  const args = ['cat-file', 'blob', `${requireSha(rules)}:.gitattributes`] as const;
  const { status, stdout } = await run({ args, answers: [0, 128] });
  Object.assign(known, { of: rules, attributes: status === 0 ? stdout : null });
  return known.attributes;
}

function configFor({ length }: Sha): string {
  const isNew = length === 64;
  return `[core]\n\trepositoryFormatVersion = ${isNew ? 1 : 0}\n\tbare = false\n${isNew ? '[extensions]\n\tobjectFormat = sha256\n' : ''}`;
}

const mergeTree = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages'] as const;

/** All in one process. Null: this git cannot do that, or one of the merges broke it off. */
async function tryAll(trier: Trier, pairs: readonly Pair[]): Promise<readonly Files[] | null> {
  const stdin = pairs.map((pair) => `${pair.map(requireSha).join(' ')}\n`).join('');
  // 129: git before 2.39 knows no --stdin.
  const answers = [0, 1, 128, 129];
  const { status, stdout } = await trier.run({ args: [...mergeTree, '--stdin'], stdin, answers });
  const results = parseMany(stdout);
  return status === 0 && results.length === pairs.length ? results : null;
}

/** For each merge: "1" or "0" (it conflicts), the tree, the files, and an empty field at the end. */
function parseMany(output: string): readonly Files[] {
  const merges: Files[] = [];
  let fields: string[] = [];
  for (const field of output.split('\0')) {
    if (field !== '') fields.push(field);
    else if (fields.length > 0) {
      const [clean, , ...files] = fields;
      merges.push(clean === '1' ? [] : unique(files));
      fields = [];
    }
  }
  return merges;
}

async function tryOne({ run, context }: Trier, pair: Pair): Promise<Seen<Files>> {
  const now = context.clock.now();
  try {
    const { status, stdout } = await run({ args: [...mergeTree, ...pair.map(requireSha)], answers: [0, 1] });
    const files = unique(
      stdout
        .split('\0')
        .filter((field) => field !== '')
        .slice(1),
    );
    if (status === 0) return known([], now);
    return files.length > 0 ? known(files, now) : unknown('git names no file that conflicts', now);
  } catch (error) {
    if (error instanceof Fault) return unknown(error.message, now);
    throw error;
  }
}

function unique(files: Files): Files {
  return [...new Set(files)];
}
