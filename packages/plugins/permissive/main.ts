/** Entry of the plugin that stands in for others in a check; its launcher names them. */
import { start } from "../kit/start.ts";

const [described = "{}"] = process.argv.slice(2);

await start(async () => (await import("./plugin.ts")).permissivePlugin(JSON.parse(described)));
