import { flushCompileCache } from "node:module";
import { readiness } from "@seaworthy/readiness/pack";
import { appFacts } from "./app.ts";

readiness({ app: appFacts() });

// Written at once, because the engine ends packs by a signal.
flushCompileCache();
