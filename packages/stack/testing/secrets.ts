/** The value that a test's Worker has for a secret binding. */
export const secretForTests = (binding: string): string =>
  `${binding.toLowerCase()} of at least 32 characters, for tests`;
