import { expect, test } from "vitest";
import { renderPage } from "./page.ts";
import { sampleReport as all } from "./sample-report.ts";
import { stackReportJson } from "./stack-report.ts";

test("the page has every part, escapes its values, and loads nothing", async () => {
  const page = await renderPage(all());
  for (const id of [
    "score",
    "next",
    "experiments",
    "load",
    "faults",
    "drift",
    "capacity",
    "rotation",
    "policies",
  ])
    expect(page).toContain(`<section id="${id}"`);
  expect(page).toContain("&lt;script&gt;alert(1)");
  expect(page).not.toMatch(/<script|<link|<img|src=|url\(|@import|https?:\/\//);
  expect(page).toContain("default-src 'none'");
});

test("what to do next names what is refuted, due and violated", async () => {
  const page = await renderPage(all());
  const next = page.slice(page.indexOf('id="next"'), page.indexOf('id="experiments"'));
  expect(next).toContain("Observed: 120 passed.");
  expect(next).toContain("Rotate key.");
});

test("a policy shows the results of its experiments", async () => {
  const page = await renderPage(all());
  const policy = page.slice(page.indexOf("<code>edge-rate-limit-counted</code>"));
  expect(policy.slice(0, policy.indexOf("</details>"))).toContain("declared 100 requests");
});

test("as JSON it is the same", () => {
  expect(JSON.parse(stackReportJson(all()))).toMatchObject({
    report: { stack: "staging" },
    budget: { capacity: [{ what: "Rate limit api, a client", limit: "100 requests in 60 s" }] },
    loads: [{ scenario: "read" }],
  });
});

test("faults and drift are shown, and what was not tried says what to type", async () => {
  const page = await renderPage(all());
  expect(page).toContain("2 acknowledged writes were lost");
  expect(page).toContain("zone-rules rules[0].enabled");
  const empty = await renderPage({ ...all(), faults: {}, drift: undefined });
  expect(empty).toContain("npx seaworthy faults local");
  expect(empty).toContain("npx seaworthy drift staging");
});
