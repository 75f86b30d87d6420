/** Names texts by what is in them. */
export interface Digest {
  /** SHA-256 of the text's UTF-8 bytes, as lower-case hex digits. */
  sha256(text: string): string;
}
