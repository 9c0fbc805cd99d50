import fc from "fast-check";
import { expect, test } from "vitest";
import { type NamedKind, nameLimits, nameOf } from "./naming.ts";

const service = fc.stringMatching(/^[a-z][a-z0-9-]{0,28}[a-z0-9]$/);
const environment = fc.constantFrom("local", "staging", "prod");
const kind = fc.constantFrom(...(Object.keys(nameLimits) as NamedKind[]));
const part = fc.option(fc.constantFrom("cache", "limiter", "db"), { nil: undefined });

test("a name contains its owner and its environment", () => {
  expect(nameOf({ service: "shop", environment: "prod" }, "redis", "cache")).toBe(
    "shop-prod-cache",
  );
  expect(nameOf({ service: "shop", environment: "staging" }, "worker")).toBe("shop-staging");
});

test("a name never exceeds its vendor's limit, and is valid for all of them", () => {
  fc.assert(
    fc.property(service, environment, kind, part, (service, environment, kind, part) => {
      const name = nameOf({ service, environment }, kind, part);
      expect(name.length).toBeLessThanOrEqual(nameLimits[kind]);
      expect(name).toMatch(/^[a-z][a-z0-9]*(-+[a-z0-9]+)*$/);
    }),
  );
});

test("names of one service differ by environment and part", () => {
  fc.assert(
    fc.property(service, kind, (service, kind) => {
      const names = ["local", "staging", "prod"].flatMap((environment) =>
        [undefined, "cache", "limiter"].map((part) => nameOf({ service, environment }, kind, part)),
      );
      expect(new Set(names).size).toBe(names.length);
    }),
  );
});
