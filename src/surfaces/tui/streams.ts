import { wholeKeys } from './known-keys.ts';

/** A terminal on which nothing is written. */
export function mute(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
  const own: Readonly<Record<string, unknown>> = { write: () => true };
  return new Proxy(stdout, { get: (target, name): unknown => pick(target, own, name) });
}

/** Keys as ink reads them, none in part; whether the terminal is raw is not its affair. */
export function typedOn(stdin: NodeJS.ReadStream): NodeJS.ReadStream {
  const keys = wholeKeys();
  const read = (): unknown => {
    const typed: unknown = stdin.read();
    return typeof typed === 'string' ? keys(typed) : typed;
  };
  const own: Readonly<Record<string, unknown>> = { setRawMode: () => stdin, read };
  return new Proxy(stdin, { get: (target, name): unknown => pick(target, own, name) });
}

function pick(target: object, own: Readonly<Record<string, unknown>>, name: string | symbol): unknown {
  if (typeof name === 'string' && name in own) return own[name];
  const value: unknown = Reflect.get(target, name);
  return typeof value === 'function' ? value.bind(target) : value;
}
