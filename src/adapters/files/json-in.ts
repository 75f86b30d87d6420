/** What a text says in JSON; undefined where it is no JSON. What Node says of it quotes the text, which is of no use to anybody. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
