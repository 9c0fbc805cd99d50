import type { RawHeaders } from "./http/cloudflare-headers.ts";
import type { Reply } from "./http/response.ts";

/**
 * Asks the Worker, for the client or (`filling`, which alters the headers it is sent) for the
 * cache.
 */
export type Ask = (filling?: (raw: RawHeaders) => RawHeaders) => Promise<Reply>;
