import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { keepModules } from "./keep-modules.ts";

const folder = mkdtempSync(join(tmpdir(), "sea-template-"));
mkdirSync(join(folder, "app"));
writeFileSync(
  join(folder, "app/modules.ts"),
  `import { notes } from "./modules/notes/module.ts";
import { quotes } from "./modules/quotes/module.ts";

/** Every workload. */
export const modules = [notes, quotes];
`,
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const keep = (...names: string[]) => keepModules(folder, "app/modules.ts", names);

test("the chosen modules stay, and the others leave the table and their folders", () => {
  expect(keep("quotes")).toEqual({
    names: ["quotes"],
    table: `import { quotes } from "./modules/quotes/module.ts";

/** Every workload. */
export const modules = [quotes];
`,
    leftOut: [join(folder, "app/modules/notes")],
  });
});

test("by default a stack starts with the first module", () => {
  expect(keepModules(folder, "app/modules.ts", undefined).names).toEqual(["notes"]);
});

test("an unknown module is refused with the existing names", () => {
  expect(() => keep("songs")).toThrow(
    "Unknown module songs. Modules: notes, quotes. Nothing was written.",
  );
});
