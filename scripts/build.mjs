// Compiles src/ to dist/, copies what the compiler leaves behind (shell scripts that ship beside the code)
// and makes the entry point executable.
//
// The new tree is built aside and swapped in, so that a file deleted in src/ does not live on in dist/ and
// a build that fails leaves the last good one in place.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const staging = join(root, `dist-${process.pid}.tmp`);
const dist = join(root, 'dist');

process.on('exit', () => rmSync(staging, { recursive: true, force: true }));
compile();
copyAssets();
markExecutable();
rmSync(dist, { recursive: true, force: true });
renameSync(staging, dist);

function compile() {
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const { status, error } = spawnSync(tsc, ['-p', root, '--outDir', staging], { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

function copyAssets() {
  const src = join(root, 'src');
  for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.sh')) continue;
    const from = join(entry.parentPath, entry.name);
    const to = join(staging, from.slice(src.length));
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to);
    chmodSync(to, 0o755);
  }
}

function markExecutable() {
  const main = join(staging, 'main.js');
  if (existsSync(main)) chmodSync(main, 0o755);
}
