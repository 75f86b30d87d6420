/** Says a text to a reviewer; what comes back is not yet known to be an answer. */
export type Say = (text: string) => Promise<string>;
