import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { renderPage } from "@seaworthy/local/console/page";
import { sampleView } from "@seaworthy/local/console/sample-view";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openChromium } from "../../report/browser.ts";

const views = [1280, 390].flatMap((width) =>
  (["light", "dark"] as const).map((scheme) => ({ width, scheme })),
);

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

describe("the console in Chromium", { timeout: 300_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  }, 200_000);
  afterAll(() => browser?.close());

  async function open(width: number, colorScheme: "light" | "dark", html?: string): Promise<Page> {
    const viewport = { width, height: 900 };
    const page = await (await browser.newContext({ viewport, colorScheme })).newPage();
    page.setDefaultTimeout(120_000);
    await page.setContent(html ?? String(await renderPage(sampleView, "nonce")));
    return page;
  }

  async function violationsOf(page: Page): Promise<readonly Violation[]> {
    await page.evaluate(axe.source);
    return (await page.evaluate<{ violations: Violation[] }>("axe.run()")).violations;
  }

  test.each(views)(
    "axe finds nothing at $width px, $scheme, and nothing overflows",
    async ({ width, scheme }) => {
      const page = await open(width, scheme);
      const folder = process.env.SCREENSHOTS;
      if (folder !== undefined) {
        mkdirSync(folder, { recursive: true });
        await page.screenshot({ path: join(folder, `console-${width}-${scheme}.png`) });
      }
      for (const part of await page.locator("details > summary").all()) await part.click();
      expect((await violationsOf(page)).map(({ id, nodes }) => [id, nodes[0]?.target])).toEqual([]);
      const root = "document.documentElement";
      expect(await page.evaluate(`${root}.scrollWidth - ${root}.clientWidth`)).toBe(0);
      await page.context().close();
    },
  );

  test("axe finds what is wrong", async () => {
    const html = String(await renderPage(sampleView, "nonce")).replace(
      "--soft:",
      "--soft: #eee; --x:",
    );
    const page = await open(1280, "light", html);
    expect((await violationsOf(page)).map(({ id }) => id)).toContain("color-contrast");
    await page.context().close();
  });
});
