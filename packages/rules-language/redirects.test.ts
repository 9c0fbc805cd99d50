import { expect, test } from "vitest";
import { redirectFinder, sourceParts, type UrlRedirect } from "./redirects.ts";

const redirect = (source_url: string, over: Partial<UrlRedirect> = {}): UrlRedirect => ({
  source_url,
  target_url: `https://target.example/${source_url}`,
  status_code: 301,
  include_subdomains: false,
  subpath_matching: false,
  preserve_query_string: false,
  preserve_path_suffix: true,
  ...over,
});
const all = { include_subdomains: true, subpath_matching: true };

/** The source URL and suffix of the redirect that applies. */
function found(fullUri: string, ...redirects: UrlRedirect[]): readonly string[] | undefined {
  const match = redirectFinder(redirects)(fullUri);
  return match && [match.redirect.source_url, match.pathSuffix];
}

test.each([
  ["http://example.com/about", true],
  ["https://example.com/about?q=1", true],
  ["https://EXAMPLE.com/about", true],
  ["https://example.com/about/", false],
  ["https://example.com/About", false],
  ["https://example.com/about/us", false],
  ["https://a.example.com/about", false],
])("example.com/about without options applies to %s: %s", (uri, applies) => {
  expect(found(uri, redirect("example.com/about"))).toEqual(
    applies ? ["example.com/about", ""] : undefined,
  );
});

test("a scheme applies to that scheme, and wins over none", () => {
  const [plain, secure] = [redirect("example.com/"), redirect("https://example.com/")];
  expect(found("https://example.com/", plain, secure)).toEqual(["https://example.com/", ""]);
  expect(found("http://example.com/", plain, secure)).toEqual(["example.com/", ""]);
  expect(found("http://example.com/", secure)).toBeUndefined();
});

test("an exact host wins over a domain, and a longer domain over a shorter one", () => {
  const lists = [
    redirect("bar.com", { ...all }),
    redirect("foo.bar.com", { ...all }),
    redirect("x.foo.bar.com"),
  ];
  expect(found("https://qux.foo.bar.com/", ...lists)).toEqual(["foo.bar.com", ""]);
  expect(found("https://bar.com/", ...lists)).toEqual(["bar.com", ""]);
  expect(found("https://x.foo.bar.com/", ...lists)).toEqual(["x.foo.bar.com", ""]);
  expect(found("https://x.foo.bar.com/p", ...lists)).toEqual(["foo.bar.com", "p"]);
  expect(found("https://xbar.com/", ...lists)).toBeUndefined();
});

test("the longest subpath applies, whole segments only", () => {
  const lists = ["example.com", "example.com/a", "example.com/a/b/"].map((source) =>
    redirect(source, { subpath_matching: true }),
  );
  expect(found("https://example.com/a/b/c", ...lists)).toEqual(["example.com/a/b/", "c"]);
  expect(found("https://example.com/a/b", ...lists)).toEqual(["example.com/a", "/b"]);
  expect(found("https://example.com/ab", ...lists)).toEqual(["example.com", "ab"]);
});

test("subpaths count up to 16 slashes; an exact path always does", () => {
  const deep = (slashes: number) => Array.from({ length: slashes }, (_, at) => `/${at}`).join("");
  const root = redirect("example.com", { subpath_matching: true });
  expect(found(`https://example.com${deep(16)}`, root)?.[0]).toBe("example.com");
  expect(found(`https://example.com${deep(17)}`, root)).toBeUndefined();
  const exact = redirect(`example.com${deep(17)}`);
  expect(found(`https://example.com${deep(17)}`, exact)?.[1]).toBe("");
});

test.each([
  "https://user@example.com/",
  "example.com:8080/",
  "example.com/?q",
  "example.com/#f",
  "ftp://example.com/",
  "*.example.com/",
  "/path",
  "",
  "example com",
])("%j is no source URL", (url) => {
  expect(sourceParts(url)).toBeUndefined();
});
