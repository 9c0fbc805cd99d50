import { clientSubscriber } from "../abuse/client-address.ts";
import { mayComeFromForeignPage } from "../abuse/foreign-page.ts";
import { AppError } from "../errors/errors.ts";
import type { AppContext } from "../runtime/app-env.ts";

/** The subject that a limit counts. */
export type SubjectOf = (c: AppContext) => string;

/** The signed-in user. Behind `signedIn`; throws UNAUTHENTICATED elsewhere. */
export const byUser: SubjectOf = (c) => {
  const claims = c.get("claims");
  if (claims === undefined) throw new AppError("UNAUTHENTICATED", "Send a valid token.");
  return `user:${claims.sub}`;
};

/** The API key. Behind `requireApiKey`; throws UNAUTHENTICATED elsewhere. */
export const byApiKey: SubjectOf = (c) => {
  const key = c.get("apiKey");
  if (key === undefined) throw new AppError("UNAUTHENTICATED", "Send a valid API key.");
  return `key:${key.id}`;
};

/**
 * The address; IPv6 by /64, which belongs to one subscriber. Requests that a foreign page may have
 * made a browser send are counted separately, so that such a page cannot use up its visitors'
 * requests.
 */
export const byAddress: SubjectOf = (c) =>
  `${mayComeFromForeignPage(c) ? "foreign" : "address"}:${clientSubscriber(c)}`;
