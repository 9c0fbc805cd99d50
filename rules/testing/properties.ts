import { SeaworthyError } from "@seaworthy/core/errors.ts";
import fc from "fast-check";
import { expect } from "vitest";
import { compile, evaluate, explain, parse, print, sampleRequest } from "../index.ts";
import { byteString, condition, nearlyAnExpression } from "./arbitraries.ts";
import { withoutPlaces } from "./trees.ts";

const requests = fc.record({
  path: byteString(20).map((path) => `/${path}`),
  query: byteString(20),
  host: byteString(12),
  clientAddress: fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ maxLength: 6 })),
  headers: fc.dictionary(fc.string({ maxLength: 6 }), byteString(), { maxKeys: 4 }),
  body: byteString(40),
});

/** Properties that hold of every input, by name; `numRuns` is how many inputs are tried. */
export const properties: Readonly<Record<string, (numRuns: number) => void>> = {
  "printing and parsing again gives the same tree": (numRuns) => {
    const property = fc.property(condition, (tree) => {
      expect(withoutPlaces(parse(print(tree)))).toEqual(withoutPlaces(tree));
    });
    fc.assert(property, { numRuns });
  },
  "every tree whose types fit compiles and evaluates, and explaining it gives the same result": (numRuns) => {
    const property = fc.property(condition, requests, (tree, over) => {
      const request = sampleRequest(over);
      const text = print(tree);
      if (text.length > 4000) return;
      const holds = evaluate(text, request);
      expect(explain(text, request).result).toBe(holds);
      expect(evaluate(`not (not (${text}))`, request)).toBe(holds);
    });
    fc.assert(property, { numRuns });
  },
  "no input makes the parser fail otherwise than with a code": (numRuns) => {
    const request = sampleRequest({ path: "/a", query: "b=c" });
    const property = fc.property(nearlyAnExpression, (text) => {
      try {
        compile(text)(request);
      } catch (thrown) {
        if (!(thrown instanceof SeaworthyError)) throw thrown;
        expect(thrown.code).toMatch(/^EXPRESSION_/);
        expect(thrown.details).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
      }
    });
    fc.assert(property, { numRuns });
  },
  "any text survives as a literal": (numRuns) => {
    const property = fc.property(byteString(60), (value) => {
      const text = print({
        kind: "comparison",
        operator: "eq",
        at: 0,
        left: { kind: "field", name: "http.host", index: [], at: 0 },
        right: { kind: "literal", type: "String", value, at: 0 },
      });
      expect(compile(text)({ ...sampleRequest(), host: value })).toBe(true);
    });
    fc.assert(property, { numRuns });
  },
};
