/**
 * Extracts what vendors publish about their APIs, as far as tests compare with it, into the
 * compared packages. Usage: node dev/vendor-facts/main.ts <folder>, with the folder that has
 * sentry.openapi.json and <cloudflare|sentry|supabase>.pulumi-schema.json.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { cloudflareTable } from "@seaworthy/plugins/cloudflare/table";
import { sentryTable } from "@seaworthy/plugins/sentry/table";
import { supabaseTable } from "@seaworthy/plugins/supabase/table";
import { pluginFacts } from "./plugins.ts";
import { linesOf } from "./prose.ts";
import { sentryFacts } from "./sentry.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined)
  throw new SeaworthyError("USAGE", "Type: node dev/vendor-facts/main.ts <folder of descriptions>");
const packages = join(import.meta.dirname, "../../packages");
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));
const write = (path: string, facts: Readonly<Record<string, unknown>>) =>
  writeFileSync(join(packages, path), linesOf(facts));

for (const { name, types } of [cloudflareTable, sentryTable, supabaseTable]) {
  const tokens = types.map(({ token }) => token);
  write(
    `plugins/testing/facts/${name}.json`,
    pluginFacts(read(`${name}.pulumi-schema.json`), tokens),
  );
}
write("local/sentry/api/testing/openapi.json", await sentryFacts(read("sentry.openapi.json")));
