import { printable } from '../../domain/names.ts';
import type { InjectionLine } from '../../ports/files.ts';

/** One line for people: when, to whom, what, and how it went. */
export function injectionText(line: InjectionLine): string {
  const { at, worker, task, delivery, kind, verdict, bytes, sha256, file } = line;
  const inFile =
    file === undefined ? {} : { file: file.path, fileBytes: file.bytes, fileSha256: file.sha256 };
  const fields = { worker, task: task ?? '-', delivery, kind, verdict, bytes, sha256, ...inFile };
  const shown = Object.entries(fields).map(([key, value]) => `${key}=${quoted(String(value))}`);
  return [new Date(at).toISOString(), ...shown].join(' ');
}

function quoted(value: string): string {
  return /^[^\s"=]+$/.test(value) && printable(value) === value ? value : JSON.stringify(printable(value));
}
