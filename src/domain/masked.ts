const SECRET_NAME = /(?:key|token|secret|password|passwd|passphrase|credentials?|auth)$/i;
/** What is no path, no address, no option and not several words. */
const PLAIN = /^[\w+=.:~][\w+=.:~/-]{7,}$/;

/**
 * The value of a variable as it may be shown: one that looks secret only by its length. Only its name says so (a value that does
 * could be made by whoever wants to hide a program behind it), and what looks like a path, an address or a command is always
 * shown: nothing is hidden from whoever has to accept it.
 */
export function maskedValue(name: string, value: string): string {
  const isSecret = SECRET_NAME.test(name) && PLAIN.test(value) && !value.includes('://');
  return isSecret ? `(${value.length} characters, not shown)` : value;
}
