import { mkdirSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestStack, mustSucceed, type TestStack } from "./harness.ts";

/** Debian's; playwright brings its own elsewhere. */
const executablePath = "/usr/bin/chromium";
const widths = [1280, 390] as const;
const schemes = ["light", "dark"] as const;
const views = widths.flatMap((width) => schemes.map((scheme) => ({ width, scheme })));

describe("the console in a browser", { timeout: 600_000 }, () => {
  let stack: TestStack;
  let browser: Browser;
  let address: string;
  let cookies: Awaited<ReturnType<BrowserContext["cookies"]>>;

  beforeAll(async () => {
    stack = createTestStack();
    await stack.up();
    mustSucceed(await stack.seaworthy("seed", "local"));
    const { app } = await stack.status();
    for (const path of ["/.env", "/wp-login.php", "/rest/feed", "/rest/feed"])
      await fetch(`${app.url}${path}`);
    const opened = mustSucceed(await stack.seaworthy("open", "local", "console", "--print"));
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    const context = await browser.newContext();
    await (await context.newPage()).goto(opened.stdout.trim());
    cookies = await context.cookies();
    address = String(new URL("/console", opened.stdout.trim()));
    await context.close();
  }, 1_200_000);
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  }, 120_000);

  async function open(width: number, scheme: "light" | "dark"): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme: scheme,
      bypassCSP: true,
    });
    const page = await context.newPage();
    await context.addCookies(cookies);
    await page.goto(address);
    return page;
  }

  test.each(views)(
    "at $width px, $scheme, has nothing that axe objects to, and no overflow",
    async ({ width, scheme }) => {
      const page = await open(width, scheme);
      for (const part of await page.locator("details > summary").all()) await part.click();
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<{
        violations: { id: string; nodes: { target: string[] }[] }[];
      }>("axe.run()");
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.target])).toEqual([]);
      const overflow = await page.evaluate<number>(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      expect(overflow).toBe(0);
      await page.context().close();
    },
  );

  test("shows which rule refused a request, and the rows of a table", async () => {
    const page = await open(1280, "light");
    await expect(page.locator("#traffic").textContent()).resolves.toContain("/.env");
    await page.locator("#rows-posts > summary").click();
    expect(await page.locator("#rows-posts tbody tr").count()).toBeGreaterThan(0);
    await page.context().close();
  });

  test("is photographed for the docs", async () => {
    const folder = process.env.SCREENSHOTS;
    if (folder !== undefined) mkdirSync(folder, { recursive: true });
    for (const { width, scheme } of views) {
      const page = await open(width, scheme);
      const path = folder && join(folder, `console-${width}-${scheme}.png`);
      const picture = await page.screenshot({
        ...(path && { path }),
        clip: { x: 0, y: 0, width, height: 900 },
      });
      expect(picture.length).toBeGreaterThan(10_000);
      await page.context().close();
    }
  });
});
