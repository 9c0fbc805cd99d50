import type { EdgeRequest } from "../http/request.ts";
import type { EdgeResponse } from "../http/response.ts";

/** Actions that ask the client to prove that it is a browser used by a human. */
export const challengeActions: ReadonlySet<string> = new Set([
  "challenge",
  "js_challenge",
  "managed_challenge",
]);

/**
 * The only response to a client that a rule challenges: status 403, `cf-mitigated: challenge` and a
 * page
 * (https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/).
 * Challenges cannot be solved here: only Cloudflare can judge the solution.
 */
export function challengeResponse({ host, ray }: EdgeRequest): EdgeResponse {
  const page = `<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title><meta name="robots" content="noindex,nofollow"></head><body><h1>${host}</h1><p>This request has to pass a challenge, which the local edge cannot serve. Ray ID: ${ray}</p></body></html>\n`;
  const headers = [
    "Content-Type",
    "text/html; charset=UTF-8",
    "cf-mitigated",
    "challenge",
    ...refusalHeaders,
  ];
  return { status: 403, headers, body: Buffer.from(page) };
}

const refusalHeaders = [
  "Cache-Control",
  "private, max-age=0, no-store, no-cache, must-revalidate, post-check=0, pre-check=0",
  "Referrer-Policy",
  "same-origin",
  "X-Frame-Options",
  "SAMEORIGIN",
];
