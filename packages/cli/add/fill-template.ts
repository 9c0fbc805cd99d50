import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";

/** A template's text with each `{{name}}` replaced by its value. */
export function fillTemplate(
  template: string,
  values: Readonly<Record<string, string>> = {},
): string {
  const text = readFileSync(join(import.meta.dirname, "templates", `${template}.txt`), "utf8");
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value !== undefined) return value;
    throw new SeaworthyError("USAGE", `Template ${template} wants a value for ${name}.`);
  });
}
