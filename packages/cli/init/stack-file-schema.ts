import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type { Project } from "@seaworthy/core/project";
import type { Configuration } from "@seaworthy/stack/config/schema";
import { stackFileSchema } from "@seaworthy/stack/config/stack-file-schema";

/** Writes the JSON Schema of stack files; editors find it by a stack file's first line. */
export async function writeStackFileSchema({ tables }: Project): Promise<void> {
  if (!existsSync(tables.configuration)) return;
  const { configuration }: { configuration: Configuration } = await import(
    pathToFileURL(tables.configuration).href
  );
  mkdirSync(dirname(tables.stackFileSchema), { recursive: true });
  const schema = stackFileSchema(configuration);
  writeFileSync(tables.stackFileSchema, `${JSON.stringify(schema, null, 2)}\n`);
}
