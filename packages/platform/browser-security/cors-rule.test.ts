import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allowsOrigin, corsRule } from "./cors-rule.ts";

describe("a CORS rule", () => {
  it.each([
    "*",
    "https://*",
    "https://*.com",
    "http://example.com",
    "http://*.localhost",
    "example.com",
    "https://a.com/path",
    "https://user@a.com",
    "https://a.com:abc",
    "ftp://a.com",
    "",
  ])("is not %s", (text) => {
    expect(corsRule.safeParse(text).success).toBe(false);
  });

  it("allows its own origin and no other host's", () => {
    fc.assert(
      fc.property(fc.domain(), fc.domain(), (host, other) => {
        const rules = [corsRule.parse(`https://${host.toLowerCase()}`)];
        expect(allowsOrigin(rules, `https://${host}`)).toBe(true);
        expect(allowsOrigin(rules, `http://${host}`)).toBe(false);
        expect(allowsOrigin(rules, `https://${other}`)).toBe(
          other.toLowerCase() === host.toLowerCase(),
        );
      }),
    );
  });

  it("with a wildcard allows subdomains, but neither the domain itself nor one with the same ending", () => {
    fc.assert(
      fc.property(fc.domain(), fc.stringMatching(/^[a-z0-9]{1,8}$/), (domain, label) => {
        const host = domain.toLowerCase();
        const rules = [corsRule.parse(`https://*.${host}`)];
        expect(allowsOrigin(rules, `https://${label}.${host}`)).toBe(true);
        expect(allowsOrigin(rules, `https://${host}`)).toBe(false);
        expect(allowsOrigin(rules, `https://${label}${host}`)).toBe(false);
        expect(allowsOrigin(rules, `https://${label}.${host}.evil.com`)).toBe(false);
      }),
    );
  });
});
