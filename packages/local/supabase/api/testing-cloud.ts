import { chmodSync } from "node:fs";
import { startCloud } from "../../kernel/cloud.ts";
import { silentLogger } from "../../kernel/logger.ts";
import { createSupabase } from "./index.ts";

/**
 * A local cloud in a separate process, for tests that kill it: `node testing-cloud.ts <directory>`
 * prints `{url, token}`.
 */
const directory = process.argv[2] ?? "";
const { context } = await startCloud({ directory, vendors: [createSupabase], log: silentLogger });
chmodSync(directory, 0o711);
process.stdout.write(
  `${JSON.stringify({ url: `${context.controlUrl}/supabase`, token: context.tokens.supabase })}\n`,
);
