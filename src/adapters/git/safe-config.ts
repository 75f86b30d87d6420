import { type ConfigEntry, configValue, type Setting } from './config.ts';

/** Switches off every program that the config could make git run and that has one name, and what would change answers. */
export const fixedSettings: readonly Setting[] = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.pager', 'cat'],
  ['core.editor', 'true'],
  ['core.askPass', ''],
  ['core.alternateRefsCommand', 'true'],
  ['core.quotePath', 'false'],
  ['core.safecrlf', 'false'],
  ['protocol.ext.allow', 'never'],
  ['commit.gpgSign', 'false'],
  ['tag.gpgSign', 'false'],
  ['push.gpgSign', 'false'],
  ['log.showSignature', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['submodule.recurse', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['push.recurseSubmodules', 'no'],
  ['diff.ignoreSubmodules', 'dirty'],
  ['status.submoduleSummary', 'false'],
  ['push.followTags', 'false'],
  ['add.ignoreErrors', 'false'],
  ['advice.addEmbeddedRepo', 'false'],
  ['advice.detachedHead', 'false'],
  ['i18n.logOutputEncoding', 'UTF-8'],
];

/**
 * Settings that put the user's own programs, or none, in the place of those that the repository's config names:
 * content filters, merge drivers, hooks of the config, credential helpers.
 */
export function overrides(entries: readonly ConfigEntry[]): readonly Setting[] {
  return [
    ...families.flatMap((family) => familyOverrides(entries, family)),
    ...credentialOverrides(entries),
    ...submoduleOverrides(entries),
  ];
}

/** `section.<name>.<key>`: for a name of which the repository sets any key, each key gets the user's value or the harmless one. */
interface Family {
  readonly section: string;
  readonly keys: Readonly<Record<string, string>>;
}

/** An ordinary three-way text merge. An empty command would take one side and call it merged. */
const textMerge = 'git merge-file -q --marker-size=%L %A %O %B';

const families: readonly Family[] = [
  { section: 'filter', keys: { clean: '', smudge: '', process: '', required: 'false' } },
  { section: 'merge', keys: { driver: textMerge, recursive: 'text' } },
  { section: 'hook', keys: { command: 'true', enabled: 'false' } },
];

function familyOverrides(entries: readonly ConfigEntry[], { section, keys }: Family): readonly Setting[] {
  const users = entries.filter(({ owner }) => owner === 'user');
  return namesIn(entries, section, Object.keys(keys)).flatMap((name) =>
    Object.entries(keys).flatMap(([key, harmless]): readonly Setting[] => {
      const full = `${section}.${name}.${key}`;
      // An empty `process` hides `clean` and `smudge`, so it is set only where the repository set one.
      if (configValue(entries, full) === null) return [];
      return [[full, configValue(users, full) ?? harmless]];
    }),
  );
}

/** Names under `section` of which the repository's config sets one of `keys`. */
function namesIn(
  entries: readonly ConfigEntry[],
  section: string,
  keys: readonly string[],
): readonly string[] {
  const names = entries
    .filter(({ owner, key }) => owner === 'repository' && key.startsWith(`${section}.`))
    .filter(({ key }) => keys.includes(key.slice(key.lastIndexOf('.') + 1)))
    .map(({ key }) => key.slice(section.length + 1, key.lastIndexOf('.')));
  return [...new Set(names)].filter((name) => name !== '');
}

/** An empty helper forgets all that came before it, whatever URL they were for; the user's own are then named again. */
function credentialOverrides(entries: readonly ConfigEntry[]): readonly Setting[] {
  const helpers = entries.filter(({ key }) => /^credential\.(?:.*\.)?helper$/s.test(key));
  if (!helpers.some(({ owner }) => owner === 'repository')) return [];
  const own = helpers.filter(({ owner }) => owner === 'user');
  return [['credential.helper', ''], ...own.map(({ key, value }): Setting => [key, value])];
}

/** Looking into a submodule would mean running git under a config that only its worker has ever seen. */
function submoduleOverrides(entries: readonly ConfigEntry[]): readonly Setting[] {
  return namesIn(entries, 'submodule', ['url', 'active', 'ignore', 'update', 'branch']).map((name) => [
    `submodule.${name}.ignore`,
    'dirty',
  ]);
}

/** The user's own way to start ssh. The repository's is never used. */
export function sshCommand(entries: readonly ConfigEntry[]): string {
  const users = entries.filter(({ owner }) => owner === 'user');
  return configValue(users, 'core.sshcommand') ?? 'ssh -oBatchMode=yes';
}
