// Compiles src/, bundles what came of it into dist/, copies what the compiler leaves behind (shell scripts that ship beside the code)
// and makes the entry point executable. With --if-stale it does so only if the inputs changed since.
//
// The new tree is built aside and swapped in, so that a file deleted in src/ does not live on in dist/ and
// a build that fails leaves the last good one in place.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const src = join(root, 'src');
const dist = join(root, 'dist');
const compiled = join(root, `dist-${process.pid}-compiled.tmp`);
const staging = join(root, `dist-${process.pid}.tmp`);
const previous = join(root, `dist-before-${process.pid}.tmp`);
const stamp = '.built-from';

/** What ink loads for its own developers, from packages that are not installed. */
const withoutDevtools = {
  name: 'without-devtools',
  resolveId: (id, importer) =>
    id === './devtools.js' && importer?.includes(join('node_modules', 'ink')) ? '\0devtools' : null,
  load: (id) => (id === '\0devtools' ? 'export {};' : null),
};

/** yoga has its program in its own text; to fetch that from there would load all that node knows of the web. */
const withoutFetch = {
  name: 'without-fetch',
  transform: (code, id) =>
    id.includes(join('node_modules', 'yoga-layout'))
      ? { code: code.replaceAll(/typeof fetch\b/g, '"undefined"'), map: null }
      : null,
};

/** Which signs are emoji takes a sixth of the time of a short command to build, and few texts ask for it. */
const withEmojiWhenAsked = {
  name: 'with-emoji-when-asked',
  transform(code, id) {
    if (id !== join(root, 'node_modules', 'string-width', 'index.js')) return null;
    const built = 'const rgiEmojiRegex = /^\\p{RGI_Emoji}$/v;';
    if (!code.includes(built)) throw new Error('string-width looks for emoji in another way by now');
    const whenAsked =
      'let emoji; const rgiEmojiRegex = { test: (text) => (emoji ??= /^\\p{RGI_Emoji}$/v).test(text) };';
    return { code: code.replace(built, () => whenAsked), map: null };
  },
};

/**
 * Where a module lay before it was put into a file with others: what it finds from there is found. All files of a bundle lie in the
 * folder of its entry.
 */
const withPlaces = (folder) => ({
  name: 'with-places',
  transform: (code, id) =>
    id.startsWith(compiled) && code.includes('import.meta.url')
      ? { code: code.replaceAll('import.meta.url', placeOf(relative(folder, id))), map: null }
      : null,
});

/** Packages that only some projects need and that choose what they load: they stay where they are installed. */
const apart = /^(?:@octokit\/|bottleneck$|@anthropic-ai\/)/;

/** What is started, or loaded, by its path: each is a bundle of its own. */
const programs = [
  join('compose', 'run.js'),
  join('adapters', 'files', 'edit-worker.js'),
  join('adapters', 'agents', 'demo', 'program.js'),
  join('adapters', 'agents', 'fake', 'program.js'),
  join('adapters', 'agents', 'opencode', 'plugin.js'),
];

const inputs = fingerprint();
if (!process.argv.includes('--if-stale') || isStale()) await build();

async function build() {
  process.on('exit', () => {
    for (const folder of [compiled, staging, previous]) rmSync(folder, { recursive: true, force: true });
  });
  compile();
  for (const program of programs) await bundle(program);
  copyFileSync(join(compiled, 'main.js'), join(staging, 'main.js'));
  copyScripts();
  chmodSync(join(staging, 'main.js'), 0o755);
  writeFileSync(join(staging, stamp), inputs);
  if (existsSync(dist)) renameSync(dist, previous);
  renameSync(staging, dist);
}

/** A hash over everything the build reads. Times are no help: a checkout writes old files with new ones. */
function fingerprint() {
  const configuration = ['package-lock.json', 'tsconfig.json', 'scripts/build.mjs'].map((name) =>
    join(root, name),
  );
  const hash = createHash('sha256');
  for (const path of [...filesBelow(src), ...configuration].sort()) {
    hash
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex');
}

function isStale() {
  const path = join(dist, stamp);
  return !existsSync(path) || readFileSync(path, 'utf8') !== inputs;
}

function compile() {
  process.stderr.write('czar: building\n');
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const { status, error } = spawnSync(tsc, ['-p', root, '--outDir', compiled], { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * Makes few files of the hundreds that a program consists of, with the packages that it needs: one by one they take longer to load
 * than a person waits. What is loaded later (`import()`) stays in files of its own. Names are kept, for stack traces.
 */
async function bundle(program) {
  const build = await rolldown({
    input: { [basename(program, '.js')]: join(compiled, program) },
    platform: 'node',
    external: apart,
    resolve: { mainFields: ['module', 'main'] },
    transform: { define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' } },
    plugins: [
      withoutDevtools,
      withoutFetch,
      withEmojiWhenAsked,
      withPlaces(dirname(join(compiled, program))),
    ],
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(`${program} cannot be bundled: ${log.message}`);
    },
  });
  const { output } = await build.generate({
    format: 'esm',
    minify: { mangle: false, compress: true, codegen: { removeWhitespace: true } },
    chunkFileNames: 'part-[name].js',
    hoistTransitiveImports: false,
  });
  await build.close();
  const folder = dirname(join(staging, program));
  mkdirSync(folder, { recursive: true });
  for (const { fileName, code } of output) writeFileSync(join(folder, fileName), code);
}

function placeOf(path) {
  return `new URL(${JSON.stringify(path.split(sep).join('/'))}, import.meta.url).href`;
}

function copyScripts() {
  for (const from of filesBelow(src).filter((path) => path.endsWith('.sh'))) {
    const to = join(staging, relative(src, from));
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to);
    chmodSync(to, 0o755);
  }
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
