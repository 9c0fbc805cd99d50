import { calls } from "./modules/calls/module.ts";
import { feed } from "./modules/feed/module.ts";
import { insights } from "./modules/insights/module.ts";
import { outreach } from "./modules/outreach/module.ts";
import { tables } from "./modules/tables/module.ts";

/** The API's name in its document. */
export const title = "Seaworthy app";

/** Every workload of this app. To take one out, delete its folder and its two lines here. */
export const modules = [calls, feed, insights, outreach, tables];
