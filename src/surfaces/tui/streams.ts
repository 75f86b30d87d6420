/** The terminal as ink sees it: what ink writes is one whole frame each time. */
export function framesTo(stdout: NodeJS.WriteStream, paint: (frame: string) => void): NodeJS.WriteStream {
  const own: Readonly<Record<string, unknown>> = {
    write: (frame: string) => {
      paint(frame);
      return true;
    },
  };
  return new Proxy(stdout, { get: (target, name): unknown => pick(target, own, name) });
}

/** Keys as ink reads them; whether the terminal is raw is not its affair. */
export function typedOn(stdin: NodeJS.ReadStream): NodeJS.ReadStream {
  const own: Readonly<Record<string, unknown>> = { setRawMode: () => stdin };
  return new Proxy(stdin, { get: (target, name): unknown => pick(target, own, name) });
}

function pick(target: object, own: Readonly<Record<string, unknown>>, name: string | symbol): unknown {
  if (typeof name === 'string' && name in own) return own[name];
  const value: unknown = Reflect.get(target, name);
  return typeof value === 'function' ? value.bind(target) : value;
}
