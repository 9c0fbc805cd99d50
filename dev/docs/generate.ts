import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { project } from "@seaworthy/cli/project";
import { generatedPages } from "./pages.ts";

for (const page of generatedPages) {
  writeFileSync(join(project.root, page.path), await page.render());
  process.stdout.write(`${page.path}\n`);
}
