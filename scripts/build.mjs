// Compiles src/ to dist/, copies what the compiler leaves behind (shell scripts that ship beside the code)
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
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const src = join(root, 'src');
const dist = join(root, 'dist');
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

/** What the first frame of the terminal interface takes of what is loaded only when it is wanted. */
const firstLazy = [
  join('compose', 'open-project.js'),
  join('compose', 'tui', 'open-tui.js'),
  join('adapters', 'door', 'watch.js'),
  join('surfaces', 'tui', 'mount.js'),
];

const inputs = fingerprint();
if (!process.argv.includes('--if-stale') || isStale()) await build();

async function build() {
  process.on('exit', () => {
    for (const folder of [staging, previous]) rmSync(folder, { recursive: true, force: true });
  });
  compile();
  await bundleTerminal();
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
  const { status, error } = spawnSync(tsc, ['-p', root, '--outDir', staging], { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * Makes few files of what `czar` loads up to its first frame, with the packages that it needs: as hundreds of files they take longer
 * to load than a person waits. What the verbs load later stays as it is, and so does `domain/`, whose classes have to be the same for
 * everybody. The files lie in the folder of the entry, so that what the package finds from there is found.
 */
async function bundleTerminal() {
  const folder = join(staging, 'compose');
  const kept = new Set(lazyFiles().filter((path) => !firstLazy.includes(relative(staging, path))));
  const domain = join(staging, 'domain') + sep;
  const bundle = await rolldown({
    input: { run: join(folder, 'run.js') },
    platform: 'node',
    external: (id, _importer, isResolved) => isResolved && (id.startsWith(domain) || kept.has(id)),
    transform: { define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' } },
    plugins: [withoutDevtools, withoutFetch],
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(`the terminal interface cannot be bundled: ${log.message}`);
    },
  });
  const { output } = await bundle.generate({
    format: 'esm',
    minify: true,
    chunkFileNames: 'first-[name].js',
    hoistTransitiveImports: false,
  });
  await bundle.close();
  rmSync(join(staging, 'surfaces', 'tui'), { recursive: true });
  for (const { fileName, code } of output) writeFileSync(join(folder, fileName), code);
}

/** What is loaded only when it is wanted. */
function lazyFiles() {
  return filesBelow(staging)
    .filter((path) => path.endsWith('.js'))
    .flatMap((path) => {
      const found = readFileSync(path, 'utf8').matchAll(/\bimport\('(\.[^']+)'\)/g);
      return [...found].map(([, to = '']) => join(dirname(path), to));
    });
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
