/** `node dev/report/screenshots.ts` writes docs/images/report-*.png. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { renderPage } from "@seaworthy/cli/report/page";
import { sampleReport } from "@seaworthy/cli/report/sample-report";
import { findProject } from "@seaworthy/core/project";
import { openChromium, show, views } from "./browser.ts";

const folder = join(findProject().root, "docs", "images");
mkdirSync(folder, { recursive: true });
const browser = await openChromium();
for (const view of views) {
  const page = await show(browser, await renderPage(sampleReport()), view);
  const path = join(folder, `report-${view.scheme}-${view.width}.png`);
  await page.screenshot({ path });
  process.stdout.write(`${path}\n`);
}
await browser.close();
