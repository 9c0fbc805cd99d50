/**
 * Serves all built-in plugins for one run of the engine from one process, which starts faster than
 * one process each. Prints what PULUMI_DEBUG_PROVIDERS expects: `cloudflare:41001,seaworthy:41002`.
 */
import { flushCompileCache } from "node:module";
import { cloudflarePlugin } from "./cloudflare/plugin.ts";
import { endWithParent } from "./kit/orphan.ts";
import { serve } from "./kit/serve.ts";
import { createPlugin } from "./seaworthy/plugin.ts";
import { terraformProviderPlugin } from "./terraform-provider/plugin.ts";

endWithParent();
const plugins = [cloudflarePlugin(), createPlugin(), terraformProviderPlugin()];
const ports = await Promise.all(
  plugins.map(async (plugin) => `${plugin.name}:${await serve(plugin)}`),
);
process.stdout.write(`${ports.join()}\n`);
flushCompileCache();
