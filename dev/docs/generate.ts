import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { generatedPages } from "./pages.ts";

for (const page of generatedPages) {
  writeFileSync(join(findProject().root, page.path), await page.render());
  process.stdout.write(`${page.path}\n`);
}
