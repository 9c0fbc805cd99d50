import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { SeaworthyError } from "@seaworthy/core/errors";
import { type Browser, chromium, type Page } from "playwright-core";

/** Debian's and Ubuntu's Chromium, and Google's packages. */
const programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

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
export function openChromium(): Promise<Browser> {
  const executablePath = programs.find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new SeaworthyError("TOOL_MISSING", "Chromium is missing. Type: apt-get install chromium");
  // Root may not use Chromium's sandbox; the page is this repository's own.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
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
