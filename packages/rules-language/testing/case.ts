import { type RuleRequest, type SampleOptions, sampleRequest } from "../index.ts";

/**
 * An expression, whether the request matches it, and what the request has in addition to
 * `documented`.
 */
export type Case = readonly [expression: string, holds: boolean, over?: SampleOptions];

/** A value expression and the resulting text. */
export type ValueCase = readonly [expression: string, makes: string, over?: SampleOptions];

/** The request used by the cases, in the style of the examples on Cloudflare's pages. */
const documented: SampleOptions = {
  method: "POST",
  host: "www.example.com",
  path: "/articles/2008/index.HTML",
  rawPath: "/articles//2008/./index.HTML",
  query: "section=539061&expand=comments&filter=waf&filter=botm&filter=cdn",
  clientAddress: "203.0.113.9",
  country: "GB",
  httpVersion: "HTTP/2",
  tlsVersion: "TLSv1.3",
  timestampSeconds: 1_484_063_137,
  timestampMilliseconds: 857,
  headers: {
    Accept: "application/json",
    "Accept-Language": "fr-CH, fr;q=0.8, en;q=0.9, de;q=0.7, *;q=0.5",
    "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
    Cookie: "session=8521F670545D7865F79C3D7BEDC29CCE; theme%2Ddark=yes; app=test; app=beta",
    Referer: "https://developer.example.org/en-US/docs/Web/JavaScript",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
    "X-Forwarded-For": "203.0.113.195, 70.41.3.18",
    "X-Name": "Ünï",
    "X-List": ["one", "two", "three"],
  },
  body: "username=admin&username=root&note=a+b%21",
};

export function caseRequest(over: SampleOptions = {}): RuleRequest {
  return sampleRequest({
    ...documented,
    ...over,
    headers: { ...documented.headers, ...over.headers },
  });
}
