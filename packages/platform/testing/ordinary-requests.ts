import type { InspectedRequest } from "../abuse/suspicious.ts";
import { readCorpus } from "./corpus.ts";

/** Values that users and programs send; many look dangerous but are not. */
const texts = readCorpus("ordinary.txt");

const paths = [
  "/rest/feed",
  "/rest/posts",
  "/rest/posts/3f2504e0-4f89-11d3-9a0c-0305e82c3301",
  "/rest/search",
  "/rest/api-keys",
  "/rest/users/o'brien",
  "/rest/files/report.final.v2.pdf",
  "/rest/files/2026..2027/summary",
  "/rest/tags/c%2B%2B",
  "/rest/tags/rock%20%26%20roll",
  "/rest/tables/orders/rows",
  "/rest/insights/events",
  "/rest/calls/union-square",
  "/health",
  "/.well-known/security.txt",
  "/.well-known/acme-challenge/Zm9v",
  "/robots.txt",
  "/favicon.ico",
];

const names = [
  "q",
  "limit",
  "cursor",
  "filter",
  "sort",
  "select",
  "order",
  "page[size]",
  "filter[name]",
  "ids[]",
  "utm_source",
  "redirect_uri",
  "from",
  "or",
];

const agents = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15",
  "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
  "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  "curl/8.9.1",
  "python-requests/2.32.3",
  "node",
  "PostmanRuntime/7.42.0",
  "k6/2.2.0",
  "okhttp/4.12.0",
  "Go-http-client/2.0",
];

const referers = [
  "https://www.example.com/",
  "https://www.example.com/search?q=it%27s+here&page=2",
  "https://www.google.com/",
  "https://app.example.com/posts/42#comments",
  "android-app://com.example.app/",
];

/**
 * Ordinary requests, deterministic: every text under every name, rotating through paths, agents and
 * referers, in two encodings.
 */
export function* ordinaryRequests(): Generator<InspectedRequest> {
  let index = 0;
  const turn = <T>(list: readonly T[], step: number) =>
    list[Math.floor(index / step) % list.length] as T;
  for (const text of texts) {
    for (const name of names) {
      for (const second of [
        turn(texts, 1),
        turn(texts, 7),
        turn(texts, 3),
        turn(texts, 5),
        turn(texts, 11),
        turn(texts, 13),
      ]) {
        const pairs: [string, string][] = [
          [name, text],
          [turn(names, 2), second],
        ];
        const query =
          index % 2 === 0
            ? new URLSearchParams(pairs).toString()
            : pairs.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
        yield { path: turn(paths, 1), query, headers: [turn(agents, 1), turn(referers, 1)] };
        index++;
      }
    }
  }
}
