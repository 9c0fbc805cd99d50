import { createPackage } from "../engine/provider.ts";
import type { Plugin } from "../kit/plugin.ts";
import { cloudflareTable } from "./table.ts";

export function cloudflarePlugin(): Plugin {
  const { name, version } = cloudflareTable;
  return { name, version, package: createPackage(cloudflareTable) };
}
