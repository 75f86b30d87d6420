import { checkAgainst, refusalsOf } from './decode-json.ts';
import { locate, type Decoded } from './finding.ts';
import { parseJson } from './json-text.ts';
import { isObject, refused } from './queue-entries.ts';
import { configSchema, type Config } from './schema/config.ts';

/** Decodes `czar.config.json`. Unknown keys are problems and nothing else; a wrong value breaks the file. */
export function decodeConfig(file: string, text: string): Decoded<Config> {
  const { value, errors } = parseJson(text);
  if (errors.length > 0 || !isObject(value)) return refused(file, text, errors);
  const checked = checkAgainst(configSchema, value);
  if (checked === null) {
    return { value: null, broken: true, problems: locate({ file, text }, refusalsOf(configSchema, value)) };
  }
  return { value: checked.data, broken: checked.broken, problems: locate({ file, text }, checked.findings) };
}

/** The config of a project that has no file. */
export function defaultConfig(): Config {
  return configSchema.parse({});
}
