/** Entry of the plugin `seaworthy`. */
import { main } from "@seaworthy/toolchain/plugins/kit/serve.ts";
import { createPlugin } from "./plugin.ts";

await main(createPlugin());
