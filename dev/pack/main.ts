/** `npm run pack`: compiles every package and writes its tarball to `dist/`. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { findProject } from "@seaworthy/core/project";
import { compilePackages } from "./compile.ts";
import { fillPackage } from "./package-folder.ts";
import { fillTemplate } from "./template.ts";

const { values } = parseArgs({ options: { out: { type: "string" } } });
const { root, state } = findProject();
const out = values.out ?? join(root, "dist");
const work = join(state, "pack");
const compiled = await compilePackages(root, work);
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const names = readdirSync(join(root, "packages")).filter((name) =>
  existsSync(join(root, "packages", name, "package.json")),
);
for (const name of names) {
  const folder = join(work, "packages", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  fillPackage(join(root, "packages", name), join(compiled, "packages", name), folder);
  if (name === "create-seaworthy") fillTemplate(root, join(folder, "template"));
  await promisify(execFile)("npm", ["pack", "--pack-destination", out], { cwd: folder });
  process.stdout.write(`packed ${name}\n`);
}
