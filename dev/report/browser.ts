import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser } from "@seaworthy/cli/verify/pages/browser";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Browser, Page } from "playwright-core";

export interface View {
  readonly scheme: "light" | "dark";
  readonly width: number;
}

/** Each in which the report is looked at. */
export const views: readonly View[] = [
  { scheme: "light", width: 1280 },
  { scheme: "dark", width: 1280 },
  { scheme: "light", width: 390 },
  { scheme: "dark", width: 390 },
];

/** The machine's own Chromium. Throws TOOL_MISSING. */
export async function openChromium(): Promise<Browser> {
  const browser = await openBrowser(180_000); // long, for a machine that other tests keep busy
  if ("missing" in browser) throw new SeaworthyError("TOOL_MISSING", browser.missing);
  return browser;
}

/** Shows the page out of a file, as a user does. */
export async function show(browser: Browser, html: string, view: View): Promise<Page> {
  const context = await browser.newContext({
    ...{ colorScheme: view.scheme, viewport: { width: view.width, height: 900 } },
    // The page forbids scripts; axe is one.
    bypassCSP: true,
  });
  const page = await context.newPage();
  const folder = mkdtempSync(join(tmpdir(), "sea-report-"));
  const file = join(folder, "report.html");
  writeFileSync(file, html);
  await page.goto(pathToFileURL(file).href, { waitUntil: "domcontentloaded" });
  rmSync(folder, { recursive: true });
  return page;
}
