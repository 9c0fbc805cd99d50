import { SeaworthyError } from "@seaworthy/core/errors";
import { createPackage } from "../engine/provider.ts";
import type { Plugin } from "../kit/plugin.ts";
import { sentryTable } from "../sentry/table.ts";
import { supabaseTable } from "../supabase/table.ts";

const tables = [supabaseTable, sentryTable];

/** The packages that Pulumi's bridge of that name is parameterized with. */
export function terraformProviderPlugin(): Plugin {
  return {
    name: "terraform-provider",
    version: "1.1.3",
    parameterize: (name, version) => {
      const table = tables.find(
        (candidate) => candidate.name === name && candidate.version === version,
      );
      if (table) return createPackage(table);
      const known = tables
        .map((candidate) => `${candidate.name} ${candidate.version}`)
        .join(" and ");
      throw new SeaworthyError(
        "INPUT_INVALID",
        `Terraform provider ${name} ${version} is not built in; there are ${known}.`,
      );
    },
  };
}
