/**
 * An expected failure, with a code from packages/core/errors.ts (which cannot be loaded yet) and a
 * message with the fix.
 */
export class Failure extends Error {
  constructor(code, message) {
    super(message);
    this.name = "Failure";
    this.code = code;
  }
}

/** What went wrong, from the last lines of a program's output. */
export function failureFromOutput(what, lines) {
  const text = lines.join("\n");
  if (/ENOSPC|no space left/i.test(text))
    return new Failure(
      "DISK_FULL",
      `The disk became full (${what}). Make 3 GB of room, then run the same command again.`,
    );
  if (/EACCES|EPERM|permission denied/i.test(text)) {
    return new Failure(
      "PERMISSION_DENIED",
      `A file or folder may not be written (${what}). Make the checkout and npm's cache yours, e.g.: sudo chown -R "$(id -u)" . ~/.npm\n${text}`,
    );
  }
  if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|ECONNRESET|EAI_AGAIN/.test(text)) {
    return new Failure(
      "TOOL_MISSING",
      `The package registry could not be reached (${what}). Check the network, the proxy, and: npm config get registry\n${text}`,
    );
  }
  return new Failure("TOOL_MISSING", `${what} failed:\n${text}`);
}
