/** The version that a package.json names. */
export function decodeVersion(packageJson: string): string {
  const { version } = JSON.parse(packageJson) as { readonly version?: unknown };
  return typeof version === 'string' ? version : '0.0.0';
}
