import { join } from 'node:path';
import { decodeConfig } from './config-file.ts';
import { HumanFile, type Reading } from './human-file.ts';
import type { Config } from './schema/config.ts';

export interface ConfigReading extends Reading<Config> {
  /** Name of the file that holds the config, or would. */
  readonly file: string;
}

/** Both names mean the same format: comments and trailing commas are allowed in either. */
const [plainName, commentedName] = ['czar.config.json', 'czar.config.jsonc'];

export interface ConfigPlace {
  /** Real path of the project root. */
  readonly root: string;
  readonly stateDir: string;
  readonly now: () => number;
}

/** The config of a project, under either of its names. */
export class ConfigFile {
  readonly #plain: HumanFile<Config>;
  readonly #commented: HumanFile<Config>;

  constructor(place: ConfigPlace) {
    this.#plain = configNamed(plainName, place);
    this.#commented = configNamed(commentedName, place);
  }

  async read(): Promise<ConfigReading> {
    const plain = await this.#plain.read();
    const commented = await this.#commented.read();
    // Grows with a change of either.
    const version = plain.version + commented.version;
    if (commented.state.state === 'missing') return { ...plain, version, file: plainName };
    if (plain.state.state === 'missing') return { ...commented, version, file: commentedName };
    const message = `there is a ${commentedName} too; this file is the one that counts`;
    const both = { file: plainName, line: null, column: null, message, tasks: [] };
    return { ...plain, problems: [...plain.problems, both], version, file: plainName };
  }
}

function configNamed(name: string, { root, stateDir, now }: ConfigPlace): HumanFile<Config> {
  return new HumanFile({
    root,
    now,
    path: join(root, name),
    shownAs: name,
    copy: join(stateDir, 'last-good', name),
    decode: (text) => Promise.resolve(decodeConfig(name, text)),
    whenMissing: (had) => (had ? 'the file is gone; what it said stays in force until the next start' : null),
    // A project without the file has the defaults.
    outlivesRun: false,
  });
}
