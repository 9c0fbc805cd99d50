import { flushCompileCache } from "node:module";
import { readiness } from "@seaworthy/readiness/pack";
import { appFacts } from "./app.ts";
import { rules } from "./rules.ts";

readiness({ app: appFacts, rules });

// Flushed now, because the engine ends policy packs with a signal.
flushCompileCache();
