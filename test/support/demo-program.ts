import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The demo agent, compiled from the sources as they are now into a folder of its own; types are checked elsewhere. */
export interface DemoProgram {
  readonly path: string;
  remove(): void;
}

export function compileDemoProgram(): DemoProgram {
  const folder = mkdtempSync(join(tmpdir(), 'czar-demo-program-'));
  try {
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        noCheck: true,
        rootDir: join(root, 'src'),
        outDir: join(folder, 'dist'),
        typeRoots: [join(root, 'node_modules', '@types')],
      },
      files: [join(root, 'src/adapters/agents/demo/program.ts')],
      include: [],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {
      stdio: 'inherit',
    });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    path: join(folder, 'dist/adapters/agents/demo/program.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
