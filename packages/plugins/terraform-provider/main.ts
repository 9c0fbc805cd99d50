/** Entry of the built-in plugin `terraform-provider`. */
import { start } from "../kit/start.ts";

await start(async () => (await import("./plugin.ts")).terraformProviderPlugin());
