import { modules } from "@seaworthy/app/src/modules";
import { defineConfiguration } from "@seaworthy/stack/config/schema";
import { secrets } from "./secret-table.ts";

/** The keys that this stack's files may have, under `seaworthy:`. */
export const configuration = defineConfiguration({ modules, secrets });
