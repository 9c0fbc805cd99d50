import { signedInOrKey } from "@seaworthy/platform/api-keys/api-key-auth";
import { signedIn } from "@seaworthy/platform/auth/signed-in";
import { rateLimit } from "@seaworthy/platform/rate-limit/rate-limit";
import { byUser } from "@seaworthy/platform/rate-limit/rate-limit-subjects";
import type { TablesScope } from "../module.ts";
import { mostCreates } from "../object/write-rows.ts";

const windowMs = 60_000;

/** New tables and rows. Fails closed without Redis, so that an outage does not lift the limit. */
export const limitCreates = rateLimit(
  { name: "tables-create", limit: mostCreates, windowMs, whenDown: "closed" },
  byUser,
);
/** Imports and exports read many rows. */
export const limitCsv = rateLimit(
  { name: "tables-csv", limit: 10, windowMs, whenDown: "closed" },
  byUser,
);

const keyWith = (scope: TablesScope): Record<string, string[]>[] => [
  { bearer: [] },
  { apiKey: [scope] },
];

export const reads = {
  security: keyWith("tables:read"),
  middleware: [signedInOrKey("tables:read" satisfies TablesScope)],
};
export const writes = {
  security: keyWith("tables:write"),
  middleware: [signedInOrKey("tables:write" satisfies TablesScope)],
};
/** Managing access requires a signed-in user, not an API key. */
const withToken: Record<string, string[]>[] = [{ bearer: [] }];
export const people = { security: withToken, middleware: [signedIn] };
