import assert from "node:assert/strict";
import { SeaworthyError } from "@seaworthy/core/errors";
import fc from "fast-check";
import { compile, evaluate, explain, parse, print, sampleRequest } from "../index.ts";
import { condition, nearlyAnExpression } from "./arbitraries.ts";
import { byteString } from "./calls.ts";
import { withoutPlaces } from "./trees.ts";

const requests = fc.record({
  path: byteString(20).map((path) => `/${path}`),
  query: byteString(20),
  host: byteString(12),
  clientAddress: fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ maxLength: 6 })),
  headers: fc.dictionary(fc.string({ maxLength: 6 }), byteString(), { maxKeys: 4 }),
  body: byteString(40),
});

const request = sampleRequest({ path: "/a", query: "b=c" });

/** How many inputs to try, or for how long. */
export type Budget = Pick<fc.Parameters, "numRuns" | "interruptAfterTimeLimit" | "seed">;

/**
 * Properties of the language that must hold for every input, by name. Each throws fast-check's
 * report of the smallest counterexample.
 */
export const properties: Readonly<Record<string, (budget: Budget) => void>> = {
  "printing and parsing again gives the same tree": (budget) => {
    const property = fc.property(condition, (tree) => {
      assert.deepEqual(withoutPlaces(parse(print(tree))), withoutPlaces(tree));
    });
    fc.assert(property, budget);
  },
  "every tree whose types fit compiles and evaluates, and explaining it gives the same result": (
    budget,
  ) => {
    const property = fc.property(condition, requests, (tree, over) => {
      const sample = sampleRequest(over);
      const text = print(tree);
      fc.pre(text.length <= 4000);
      const holds = evaluate(text, sample);
      assert.equal(explain(text, sample).result, holds);
      assert.equal(evaluate(`not (not (${text}))`, sample), holds);
    });
    fc.assert(property, budget);
  },
  "no input makes the parser fail otherwise than with a code and a place": (budget) => {
    const property = fc.property(nearlyAnExpression, (text) => {
      try {
        compile(text)(request);
      } catch (thrown) {
        if (!(thrown instanceof SeaworthyError)) throw thrown;
        assert.match(thrown.code, /^EXPRESSION_/);
        assert.equal(typeof thrown.details.column, "number");
      }
    });
    fc.assert(property, budget);
  },
  "any bytes survive as a literal": (budget) => {
    const property = fc.property(byteString(60), (value) => {
      const left = { kind: "field", name: "http.host", index: [], at: 0 } as const;
      const right = { kind: "literal", type: "String", value, at: 0 } as const;
      const text = print({ kind: "comparison", operator: "eq", at: 0, left, right });
      assert.equal(compile(text)({ ...request, host: value }), true);
    });
    fc.assert(property, budget);
  },
};
