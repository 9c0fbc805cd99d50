/** Entry of the built-in plugin `cloudflare`. */
import { start } from "../kit/start.ts";

await start(async () => (await import("./plugin.ts")).cloudflarePlugin());
