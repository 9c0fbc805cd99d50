import { describe, expect, test } from "vitest";
import { normalizePath } from "./normalize-path.ts";

/** https://developers.cloudflare.com/rules/normalization/examples/ and how-it-works/. */
const documented: readonly [path: string, rfc3986: string, cloudflare: string][] = [
  ["/hello", "/hello", "/hello"],
  ["/%68ello", "/hello", "/hello"],
  ["/%68ello//pa\\th", "/hello//pa%5Cth", "/hello/pa/th"],
  ["/hello//../path", "/hello/path", "/path"],
  ["/hello/\\../path", "/hello/%5C../path", "/path"],
];

const others: typeof documented = [
  ["/", "/", "/"],
  ["/x//y", "/x//y", "/x/y"],
  ["//", "//", "/"],
  ["/a/./b", "/a/b", "/a/b"],
  ["/a/../b", "/b", "/b"],
  ["/../../a", "/a", "/a"],
  ["/a/..", "/", "/"],
  ["/a/.", "/a/", "/a/"],
  ["/a/...", "/a/...", "/a/..."],
  ["/a/%2e%2E/b", "/b", "/b"],
  ["/%2Fa%2fb", "/%2Fa%2Fb", "/%2Fa%2Fb"],
  ["/%7Ea%2Db%5fc", "/~a-b_c", "/~a-b_c"],
  ["/%72est/%2575", "/rest/%2575", "/rest/%2575"],
  ["/a b", "/a%20b", "/a%20b"],
  ["/a|b^c", "/a%7Cb%5Ec", "/a%7Cb%5Ec"],
  ['/<"`{}>', "/%3C%22%60%7B%7D%3E", "/%3C%22%60%7B%7D%3E"],
  ["/\u00e9", "/%E9", "/%E9"],
  ["/100%", "/100%25", "/100%25"],
  ["/%zz", "/%25zz", "/%25zz"],
  ["/%3a%3F%23", "/%3A%3F%23", "/%3A%3F%23"],
  ["/:@!$&'()*+,;=[]", "/:@!$&'()*+,;=[]", "/:@!$&'()*+,;=[]"],
  ["/.well-known/x", "/.well-known/x", "/.well-known/x"],
];

describe.each([...documented, ...others])("%s", (path, rfc3986, cloudflare) => {
  test(`is ${rfc3986} by RFC 3986`, () => {
    expect(normalizePath(path, "rfc3986")).toBe(rfc3986);
  });
  test(`is ${cloudflare} in the Cloudflare mode`, () => {
    expect(normalizePath(path, "cloudflare")).toBe(cloudflare);
  });
});

test("normalizing is idempotent", () => {
  for (const [path] of [...documented, ...others])
    for (const type of ["rfc3986", "cloudflare"] as const) {
      const once = normalizePath(path, type);
      expect(normalizePath(once, type)).toBe(once);
    }
});
