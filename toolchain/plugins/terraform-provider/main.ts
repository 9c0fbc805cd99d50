/** Entry of the built-in plugin `terraform-provider`: the packages that Pulumi's bridge of that name is parameterized with. */
import { createPackage } from "../engine/provider.ts";
import { main } from "../kit/serve.ts";
import { SeaworthyError } from "@seaworthy/core/errors.ts";
import { sentryTable } from "../sentry/table.ts";
import { supabaseTable } from "../supabase/table.ts";

const tables = [supabaseTable, sentryTable];

await main({
  name: "terraform-provider",
  version: "1.1.3",
  parameterize: (name, version) => {
    const table = tables.find((candidate) => candidate.name === name && candidate.version === version);
    if (table) return createPackage(table);
    const known = tables.map((candidate) => `${candidate.name} ${candidate.version}`).join(" and ");
    throw new SeaworthyError("INPUT_INVALID", `Terraform provider ${name} ${version} is not built in; there are ${known}.`);
  },
});
