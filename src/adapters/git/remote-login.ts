import type { Setting } from './config.ts';

/** How a remote is called without its name and password being seen by everybody who lists processes. */
export interface RemoteLogin {
  /** Fit for an argument list. */
  readonly url: string;
  readonly settings: readonly Setting[];
  readonly env: Readonly<Record<string, string>>;
}

/** Answers git with what the environment of this one call holds; nothing of it is in the text. */
const helper =
  '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$CZAR_LOGIN_NAME" "$CZAR_LOGIN_WORD"; }; f';

/** Takes what stands before the host out of an https URL. Others have no password in them, or are told by ssh. */
export function remoteLogin(url: string): RemoteLogin {
  const [, scheme = '', name = '', word, rest = ''] =
    /^(https:\/\/)([^/@:]*)(?::([^/@]*))?@(.*)$/s.exec(url) ?? [];
  if (scheme === '') return { url, settings: [], env: {} };
  const bare = `${scheme}${rest}`;
  if (word === undefined) return { url: bare, settings: [['credential.username', plain(name)]], env: {} };
  const settings: readonly Setting[] = [
    ['credential.helper', ''],
    ['credential.helper', helper],
  ];
  return { url: bare, settings, env: { CZAR_LOGIN_NAME: plain(name), CZAR_LOGIN_WORD: plain(word) } };
}

/** Signs that mean something in a URL are written as %hex; what is no such writing stands for itself. */
function plain(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (signs) =>
    Buffer.from(signs.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
