import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";

const templateSchema = z.object({
  workspaces: z.array(z.string()),
  moduleTable: z.string(),
  packages: z.record(z.string(), z.string()),
  root: z.record(z.string(), z.unknown()),
});

/** What `npm run pack` read from this repository's top level. */
export type Template = z.output<typeof templateSchema>;

export const templateFolder = join(import.meta.dirname, "template");

export function readTemplate(): Template {
  const file = join(import.meta.dirname, "template.json");
  if (existsSync(file)) return templateSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  throw new SeaworthyError(
    "USAGE",
    "This checkout has no template. Run npm run pack, then create-seaworthy from its tarball.",
  );
}
