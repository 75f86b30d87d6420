import { join, relative } from 'node:path';
import { ConfigFile, type ConfigReading } from './config-reading.ts';
import type { DependencyEntry } from './dependency-entries.ts';
import { heavyWork } from './heavy-work.ts';
import { HumanFile, type Reading } from './human-file.ts';
import type { QueueEntry } from './queue-entries.ts';
import type { FilePlace } from './swap-file.ts';

export interface HumanFilesOptions {
  /** Real paths. */
  readonly root: string;
  readonly home: string;
  readonly stateDir: string;
  readonly now: () => number;
}

export interface Readings {
  readonly queue: Reading<readonly QueueEntry[]>;
  readonly dependencies: Reading<readonly DependencyEntry[]>;
  readonly config: ConfigReading;
}

/** The three files that say what a project is, with what is in force of each. */
export class HumanFiles {
  /** As they are called in problems: relative to the project root. */
  readonly names: { readonly queue: string; readonly dependencies: string };
  readonly places: { readonly queue: FilePlace; readonly dependencies: FilePlace };
  readonly #queue: HumanFile<readonly QueueEntry[]>;
  readonly #dependencies: HumanFile<readonly DependencyEntry[]>;
  readonly #config: ConfigFile;

  constructor({ root, home, stateDir, now }: HumanFilesOptions) {
    const queue = join(home, 'work-queue.json');
    const dependencies = join(home, 'dependencies.json');
    const names = { queue: relative(root, queue), dependencies: relative(root, dependencies) };
    this.names = names;
    this.places = {
      queue: { root, path: queue, stateDir },
      dependencies: { root, path: dependencies, stateDir },
    };
    this.#queue = new HumanFile({
      root,
      now,
      path: queue,
      shownAs: names.queue,
      copy: join(stateDir, 'last-good', 'work-queue.json'),
      decode: (text) => heavyWork('decodeQueue', { file: names.queue, text }),
      whenMissing: (had) => (had ? goneMessage : 'the file does not exist; "czar init" makes one'),
      outlivesRun: true,
    });
    this.#dependencies = new HumanFile({
      root,
      now,
      path: dependencies,
      shownAs: names.dependencies,
      copy: join(stateDir, 'last-good', 'dependencies.json'),
      decode: (text) => heavyWork('decodeDependencies', { file: names.dependencies, text }),
      whenMissing: (had) => (had ? `${goneMessage} (write {} into it to drop them)` : null),
      outlivesRun: true,
    });
    this.#config = new ConfigFile({ root, stateDir, now });
  }

  /** Takes over what Czar wrote into the queue. */
  adoptQueue(content: string, value: readonly QueueEntry[]): Promise<void> {
    return this.#queue.adopt(content, value);
  }

  /** Takes over what Czar wrote into the dependencies. */
  adoptDependencies(content: string, value: readonly DependencyEntry[]): Promise<void> {
    return this.#dependencies.adopt(content, value);
  }

  /** Looks at all three. */
  async read(): Promise<Readings> {
    const queue = await this.#queue.read();
    const dependencies = await this.#dependencies.read();
    return { queue, dependencies, config: await this.#config.read() };
  }
}

const goneMessage = 'the file is gone; its last good version stays in force';
