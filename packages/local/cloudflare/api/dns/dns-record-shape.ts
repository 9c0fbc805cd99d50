import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";
import { Refusal } from "../envelope.ts";
import { zoneName } from "../ids.ts";

/** Record types that an app's zone needs; others are rejected by name. */
const recordTypes = ["A", "AAAA", "CNAME", "TXT"] as const;
const proxiable: ReadonlySet<string> = new Set(["A", "AAAA", "CNAME"]);

export const recordBody = z.strictObject({
  type: z.enum(recordTypes),
  name: z.string().min(1).max(255),
  content: z.string().min(1).max(2048),
  ttl: z.number().optional(),
  proxied: z.boolean().optional(),
  comment: z.string().max(100).nullish(),
});
export type RecordBody = z.output<typeof recordBody>;

/** Everything that determines how a name resolves. */
export interface RecordContent {
  readonly type: RecordBody["type"];
  readonly name: string;
  readonly content: string;
  readonly ttl: number;
  readonly proxied: boolean;
}

const label = /^(?:\*|[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)$/;

/** Validates a record as Cloudflare does: `@` and short names are relative to the zone. */
export function recordContent({
  type,
  name,
  content,
  ttl = 1,
  proxied = false,
}: RecordBody): RecordContent {
  checkContent(type, content);
  if (proxied && !proxiable.has(type))
    throw new Refusal(400, { code: 9004, message: `This record type cannot be proxied.` });
  if (ttl !== 1 && !(Number.isInteger(ttl) && ttl >= 60 && ttl <= 86_400))
    throw new Refusal(400, {
      code: 9021,
      message: "Invalid TTL. Must be between 60 and 86,400 seconds, or 1 for Automatic.",
    });
  return { type, name: fullName(name), content, ttl: proxied ? 1 : ttl, proxied };
}

function fullName(name: string): string {
  const lower = name.toLowerCase().replace(/\.$/, "");
  const isFull = lower === zoneName || lower.endsWith(`.${zoneName}`);
  const full = lower === "@" ? zoneName : isFull ? lower : `${lower}.${zoneName}`;
  if (full.length <= 253 && full.split(".").every((part) => label.test(part))) return full;
  throw new Refusal(400, { code: 9000, message: "DNS name is invalid." });
}

function checkContent(type: RecordBody["type"], content: string): void {
  if (type === "A" && !isIPv4(content))
    throw new Refusal(400, {
      code: 9005,
      message: "Content for A record must be a valid IPv4 address.",
    });
  if (type === "AAAA" && !isIPv6(content))
    throw new Refusal(400, {
      code: 9006,
      message: "Content for AAAA record must be a valid IPv6 address.",
    });
  const isName = content.split(".").every((part) => label.test(part.toLowerCase()));
  if (type === "CNAME" && (!isName || isIPv4(content)))
    throw new Refusal(400, { code: 9007, message: "Content for CNAME record is invalid." });
}
