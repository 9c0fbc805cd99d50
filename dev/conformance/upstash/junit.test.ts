import { expect, test } from "vitest";
import { outcomesOf } from "./junit.ts";

const report = `<testsuite name="a.test.ts">
  <testcase name="sets &quot;a&quot;" classname="set" time="0.1" file="a.test.ts" assertions="1" />
  <testcase name="gets" classname="get" time="0.1" file="a.test.ts">
    <failure type="AssertionError" message="expected &lt;1&gt;&#10;" />
  </testcase>
  <testcase name="later" classname="get" time="0" file="a.test.ts"><skipped /></testcase>
</testsuite>`;

test("passing and failing cases are read, skipped ones are not counted", () => {
  expect(outcomesOf(report)).toEqual([
    { id: 'a.test.ts > set > sets "a"', failure: undefined },
    { id: "a.test.ts > get > gets", failure: "expected <1>&#10;" },
  ]);
});

test("a case that ended in an error fails", () => {
  const broken = '<testcase name="a" file="b"><error message="no answer" /></testcase>';
  expect(outcomesOf(broken)).toEqual([{ id: "b > a", failure: "no answer" }]);
});
