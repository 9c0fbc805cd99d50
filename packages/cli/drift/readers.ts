import type { Environment } from "@seaworthy/core/environment";
import { cloudflareTable } from "@seaworthy/plugins/cloudflare/table";
import { createPackage } from "@seaworthy/plugins/engine/provider";
import type { ResourceHandler } from "@seaworthy/plugins/kit/plugin";
import { createPlugin } from "@seaworthy/plugins/seaworthy/plugin";
import { sentryTable } from "@seaworthy/plugins/sentry/table";
import { supabaseTable } from "@seaworthy/plugins/supabase/table";

export type Readers = Readonly<Record<string, ResourceHandler>>;

/**
 * Reads and updates objects of each type through the vendors' own HTTP APIs, whether official or
 * built-in providers created them. Throws CONFIG_INVALID for a missing token.
 */
export function openReaders(environment: Environment): Readers {
  const packages = [
    ...[cloudflareTable, supabaseTable, sentryTable].map((table) =>
      createPackage(table, environment),
    ),
    createPlugin(environment).package,
  ];
  return Object.assign({}, ...packages.map((one) => one?.configure({}).resources ?? {}));
}
