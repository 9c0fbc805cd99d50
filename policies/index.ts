import { flushCompileCache } from "node:module";
import { readiness } from "@seaworthy/readiness/pack";
import { appFacts } from "./app.ts";
import { rules } from "./rules.ts";

readiness({ app: appFacts(), rules });

// Written at once, because the engine ends packs by a signal.
flushCompileCache();
