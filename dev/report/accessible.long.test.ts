import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { renderPage } from "@seaworthy/cli/report/page";
import { sampleReport } from "@seaworthy/cli/report/sample-report";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openChromium, show, views } from "./browser.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
}, 60_000);

afterAll(() => browser?.close());

/** What axe finds, each with the elements it is about. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  await page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))");
  const { violations, passes } = (await page.evaluate("axe.run()")) as AxeResults;
  expect(passes.length).toBeGreaterThan(10);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

test.each(views)(
  "the report has no violation that axe finds: $scheme, $width px",
  async (view) => {
    const page = await show(browser, await renderPage(sampleReport()), view);
    expect(await violationsOf(page)).toEqual([]);
  },
  60_000,
);

test.each(views)(
  "nothing is wider than the window: $scheme, $width px",
  async (view) => {
    const page = await show(browser, await renderPage(sampleReport()), view);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(view.width);
  },
  60_000,
);

test("the same look finds a text of too little contrast , an image without a text and a page without a language", async () => {
  const html = await renderPage(sampleReport());
  const bad = html
    .replace("</main>", '<p style="color:#ccc;background:#fff">faint</p><img src="x"></main>')
    .replace('lang="en"', "");
  const found = await violationsOf(await show(browser, bad, { scheme: "light", width: 1280 }));
  expect(found.join()).toMatch(/color-contrast.*html-has-lang.*image-alt/s);
}, 60_000);
