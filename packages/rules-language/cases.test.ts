import { describe, expect, test } from "vitest";
import { compileValue, evaluate, explain, parse, print } from "./index.ts";
import { type Case, caseRequest } from "./testing/case.ts";
import { collectionCases } from "./testing/cases/collections.cases.ts";
import { comparisonCases } from "./testing/cases/comparisons.cases.ts";
import { fieldCases } from "./testing/cases/fields.cases.ts";
import { functionCases } from "./testing/cases/functions.cases.ts";
import { logicCases } from "./testing/cases/logic.cases.ts";
import { caseLists, setCases } from "./testing/cases/sets.cases.ts";
import { stringCases } from "./testing/cases/strings.cases.ts";
import { valueCases } from "./testing/cases/values.cases.ts";
import { withoutPlaces } from "./testing/trees.ts";

const topics: Readonly<Record<string, readonly Case[]>> = {
  comparisons: comparisonCases,
  logic: logicCases,
  sets: setCases,
  strings: stringCases,
  collections: collectionCases,
  functions: functionCases,
  fields: fieldCases,
};

describe.each(Object.entries(topics))("%s", (_topic, cases) => {
  test.each(cases.map(([expression, holds, over]) => ({ expression, holds, over })))(
    "$expression is $holds",
    ({ expression, holds, over }) => {
      const request = caseRequest(over);
      expect(evaluate(expression, request, { lists: caseLists })).toBe(holds);
      expect(evaluate(`not (${expression})`, request, { lists: caseLists })).toBe(!holds);
      expect(explain(expression, request, { lists: caseLists }).result).toBe(holds);
      expect(withoutPlaces(parse(print(parse(expression))))).toEqual(
        withoutPlaces(parse(expression)),
      );
    },
  );
});

const values = valueCases.map(([expression, makes, over]) => ({ expression, makes, over }));

test.each(values)("$expression returns $makes", ({ expression, makes, over }) => {
  expect(compileValue(expression)(caseRequest(over))).toBe(makes);
});

test("there are more than 300 documented expressions, each with its request and result", () => {
  expect(Object.values(topics).flat().length + valueCases.length).toBeGreaterThan(300);
});
