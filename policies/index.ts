import { flushCompileCache } from "node:module";
import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "@seaworthy/readiness/plan/policy";
import { factsOfStack } from "@seaworthy/readiness/plan/stack";
import { rules } from "@seaworthy/readiness/rules/table";
import { waiverPolicies, waiversOfStack } from "@seaworthy/readiness/waivers/policies";
import { appFacts } from "./app.ts";

const facts = { ...factsOfStack(), app: appFacts() };
const waivers = waiversOfStack();

new PolicyPack("seaworthy-readiness", {
  policies: [
    ...policiesOf(rules, { ...facts, waivers }),
    ...waiverPolicies(waivers, rules, facts.today),
  ],
});

// Written at once, because the engine ends packs by a signal.
flushCompileCache();
