/** Entry of the plugin `seaworthy`. */
import { start } from "@seaworthy/toolchain/plugins/kit/start.ts";

await start(async () => (await import("./plugin.ts")).createPlugin());
