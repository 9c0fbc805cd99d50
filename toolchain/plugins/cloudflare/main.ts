/** Entry of the built-in plugin `cloudflare`. */
import { createPackage } from "../engine/provider.ts";
import { main } from "../kit/serve.ts";
import { cloudflareTable } from "./table.ts";

const { name, version } = cloudflareTable;

await main({ name, version, package: createPackage(cloudflareTable) });
