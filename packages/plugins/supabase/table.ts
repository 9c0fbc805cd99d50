import type { ProviderTable } from "../engine/provider.ts";
import { apikey } from "./apikey.ts";
import { supabaseDialect } from "./dialect.ts";
import { project } from "./project.ts";
import { settings } from "./settings.ts";

/** Version: that of the Terraform provider named by the generated `@pulumi/supabase`. */
export const supabaseTable: ProviderTable = {
  name: "supabase",
  version: "1.10.1",
  baseUrl: { key: "endpoint", variable: "SUPABASE_API_ENDPOINT" },
  token: { key: "accessToken", variable: "SUPABASE_ACCESS_TOKEN" },
  dialect: supabaseDialect,
  types: [project, settings, apikey],
};
