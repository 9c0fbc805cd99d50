import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Project } from "@seaworthy/core/project";
import { areas } from "@seaworthy/readiness/rules/rule";
import { rules } from "@seaworthy/readiness/rules/table";
import { fillTemplate } from "./fill-template.ts";
import { addToTable } from "./list-table.ts";
import { camelCase, kebabName } from "./names.ts";
import { applyChange, readTable } from "./write-files.ts";

/** Writes a custom rule for the stack and lists it; returns a line per file. */
export function addPolicy({ root, policies, tables }: Project, id: string): string[] {
  kebabName("A policy's name", id);
  const area = areas.find((one) => id.startsWith(`${one}-`));
  if (area === undefined)
    throw new SeaworthyError(
      "USAGE",
      `A policy's name begins with its area: ${areas.join("-, ")}-. Nothing was written.`,
    );
  if (rules.some((rule) => rule.id === id || rule.aliases?.includes(id)))
    throw new SeaworthyError("USAGE", `Policy ${id} ships already. Nothing was written.`);
  const identifier = camelCase(id);
  const entry = { identifier, from: `./rules/${id}.ts` };
  return applyChange(root, {
    created: {
      [join(policies, "rules", `${id}.ts`)]: fillTemplate("policy/rule.ts", {
        id,
        area,
        identifier,
      }),
    },
    edited: { [tables.rules]: addToTable(readTable(root, tables.rules), "rules", entry) },
  });
}
