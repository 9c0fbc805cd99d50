/** Entry of the plugin `seaworthy`. */
import { start } from "../kit/start.ts";

await start(async () => (await import("./plugin.ts")).createPlugin());
