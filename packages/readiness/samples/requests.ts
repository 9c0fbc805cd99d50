import { type RuleRequest, sampleRequest } from "@seaworthy/rules-language/index";
import { writings } from "./paths.ts";

const methods = ["GET", "POST", "PATCH", "DELETE"];

/** Who may send it: nobody known, somebody with a token, with a cookie, or a script. */
export const senders: readonly Readonly<Record<string, string>>[] = [
  {},
  { authorization: "Bearer x" },
  { cookie: "session=x" },
  { "user-agent": "curl/8" },
];

/** Requests to paths in all their writings, by all methods and senders. */
export function requestsTo(...paths: readonly string[]): RuleRequest[] {
  const targets = paths.flatMap(writings);
  return targets.flatMap((target) =>
    methods.flatMap((method) =>
      senders.map((headers) => sampleRequest({ ...target, method, headers })),
    ),
  );
}

/** Paths of the app that answer for one person, or never the same twice. */
export const personalPaths = [
  "/rest/feed",
  "/rest/posts",
  "/rpc/log_usage_event",
  "/auth/token",
  "/internal/generations",
  "/health/ready",
];

/** What real people and their programs send: none of it may be stopped. */
export const harmlessRequests: readonly RuleRequest[] = [
  sampleRequest({ path: "/rest/feed", query: "limit=20&before=2026-11-21T11%3A10%3A56Z" }),
  sampleRequest({ path: "/rest/feed", query: "q=student+union+selection" }),
  sampleRequest({ path: "/rest/feed", query: "q=rock%20%26%20roll%20or%20jazz" }),
  sampleRequest({
    path: "/rest/posts",
    method: "POST",
    headers: { authorization: "Bearer x", "user-agent": "Mozilla/5.0" },
  }),
  sampleRequest({
    path: "/auth/token",
    method: "POST",
    headers: { "content-type": "application/json" },
  }),
  sampleRequest({ path: "/.well-known/security.txt" }),
  sampleRequest({ path: "/environment" }),
  sampleRequest({ path: "/health/ready", headers: { "user-agent": "Better Uptime Bot" } }),
  sampleRequest({ path: "/", headers: { "user-agent": "" } }),
];
