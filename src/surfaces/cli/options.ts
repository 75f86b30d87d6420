import { InvalidArgumentError, Option } from 'commander';

export function flag(flags: string, about: string): Option {
  return new Option(flags, about);
}

/** An option that takes a whole number within bounds. */
export function countOption(
  flags: string,
  about: string,
  { min, max, preset }: { readonly min: number; readonly max: number; readonly preset?: number },
): Option {
  const option = new Option(flags, about).argParser((text) => {
    const count = Number(text);
    if (/^-?\d+$/.test(text) && count >= min && count <= max) return count;
    throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}.`);
  });
  return preset === undefined ? option : option.default(preset);
}

/** Names with commas; the option may be given several times. */
export function listOf(text: string, before: readonly string[] = []): readonly string[] {
  return [
    ...before,
    ...text
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  ];
}

export interface JsonOption {
  readonly json?: true;
}

export function jsonOption(about = 'data for programs'): Option {
  return new Option('--json', about);
}
