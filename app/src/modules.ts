import { calls } from "./modules/calls/module.ts";
import { feed } from "./modules/feed/module.ts";
import { insights } from "./modules/insights/module.ts";
import { outreach } from "./modules/outreach/module.ts";
import { tables } from "./modules/tables/module.ts";

/** The API's title in its OpenAPI document. */
export const title = "Seaworthy app";

/** All workloads of this app. To remove one, delete its folder and its two lines here. */
export const modules = [calls, feed, insights, outreach, tables];
