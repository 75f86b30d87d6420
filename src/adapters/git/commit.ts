/** Czar's own commits: author and committer from the config of Czar, never from git's. */
export function identityEnvironment(identity: {
  readonly name: string;
  readonly email: string;
}): Readonly<Record<string, string>> {
  return {
    GIT_AUTHOR_NAME: identity.name,
    GIT_AUTHOR_EMAIL: identity.email,
    GIT_COMMITTER_NAME: identity.name,
    GIT_COMMITTER_EMAIL: identity.email,
  };
}
