/** One line of git's config, and whose it is: `repository` is what anybody who can write to the repository may have put there. */
export interface ConfigEntry {
  readonly owner: 'user' | 'repository';
  /** Section and last part in lower case; what stands between them as it is. */
  readonly key: string;
  readonly value: string;
}

/** Decodes `git config --list -z --show-scope`. */
export function parseConfig(output: string): readonly ConfigEntry[] {
  const fields = output.split('\0');
  const entries: ConfigEntry[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const scope = fields[i] ?? '';
    const line = fields[i + 1] ?? '';
    const split = line.indexOf('\n');
    entries.push({
      owner: scope === 'system' || scope === 'global' ? 'user' : 'repository',
      key: split < 0 ? line : line.slice(0, split),
      // A key without a value is a switch that is on.
      value: split < 0 ? 'true' : line.slice(split + 1),
    });
  }
  return entries;
}

/** The last value of a key; null when it is not there. */
export function configValue(entries: readonly ConfigEntry[], key: string): string | null {
  return entries.findLast((entry) => entry.key === key)?.value ?? null;
}

export type Setting = readonly [key: string, value: string];

/** Settings as the environment variables that git reads them from: unlike with `-c`, a "=" in a key cannot shift the border. */
export function settingsEnvironment(settings: readonly Setting[]): Readonly<Record<string, string>> {
  const pairs = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key] as const,
    [`GIT_CONFIG_VALUE_${index}`, value] as const,
  ]);
  return { GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(pairs) };
}
