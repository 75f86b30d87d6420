/** The interfaces of a model that this server speaks: Anthropic's Messages, OpenAI's Responses and Chat Completions. */
export type Dialect = 'messages' | 'responses' | 'chat';

/** One request for an answer of the model, as far as tests look at it. */
export interface Turn {
  readonly dialect: Dialect;
  readonly model: string;
  readonly streams: boolean;
  /** The agent at work, not its search for a title and the like: the model is offered tools. */
  readonly hasTools: boolean;
  /** Every block of text that the user says in this conversation, from its beginning on. */
  readonly texts: readonly string[];
  /** Of these, what came since the model spoke last, or a tool gave something back. */
  readonly newTexts: readonly string[];
  /** What tools gave back since the model spoke last. */
  readonly results: readonly string[];
}

/** What the server does with a request. */
export type Reply =
  | { readonly as: 'text'; readonly text: string }
  /** The model calls a tool. `text`: what it says before. */
  | {
      readonly as: 'tool';
      readonly text: string;
      readonly name: string;
      readonly input: object /** Of tools of servers, where they are in a group of their own. */;
      readonly group?: string;
    }
  | {
      readonly as: 'refusal';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: object;
    }
  /** Answers nothing until the agent hangs up. */
  | { readonly as: 'hang' }
  /** Hangs up in the middle of an answer. */
  | { readonly as: 'drop' };
