import { existsSync } from "node:fs";
import type { Browser } from "playwright-core";

/** Chromium of Debian and Ubuntu, and Google's packages for Linux and macOS. */
const programs = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Why no browser could be started, with what to type. */
export interface NoBrowser {
  readonly missing: string;
}

/**
 * The machine's own browser, driven by the project's playwright-core, which is optional. Throws
 * when it has not started after `timeoutMs`.
 */
export async function openBrowser(timeoutMs = 30_000): Promise<Browser | NoBrowser> {
  const executablePath = programs.find((path) => existsSync(path));
  if (executablePath === undefined)
    return {
      missing:
        "Chromium or Chrome not found. Type: apt-get install chromium (macOS: brew install --cask google-chrome)",
    };
  const playwright = await import("playwright-core").catch(() => undefined);
  if (playwright === undefined)
    return {
      missing: "playwright-core is not installed. Type: npm install --save-dev playwright-core",
    };
  // Chromium refuses to start its sandbox for root.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return playwright.chromium.launch({ executablePath, args, timeout: timeoutMs });
}
