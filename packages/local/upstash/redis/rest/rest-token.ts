export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Readable at the start of every token of the local cloud: `c2Vh…`. */
const mark = "sea\u0001";
const separator = "\u0000";

/**
 * The REST token of a user: like Upstash's, it wraps name and password, so that `ACL RESTTOKEN` can
 * create it at any time and changing the password invalidates it. The alphabet is base64url without
 * padding, which needs no escaping in `?_token=`.
 */
export function restToken({ username, password }: Credentials): string {
  return Buffer.from(mark + username + separator + password).toString("base64url");
}

/** The content of a token; undefined when it is invalid. Does not check the password. */
export function parseRestToken(token: string): Credentials | undefined {
  const text = Buffer.from(token, "base64url").toString("utf8");
  const end = text.indexOf(separator);
  if (!text.startsWith(mark) || end < 0) return undefined;
  const credentials = { username: text.slice(mark.length, end), password: text.slice(end + 1) };
  return restToken(credentials) === token ? credentials : undefined;
}
