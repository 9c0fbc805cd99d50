import { flushCompileCache } from "node:module";
import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "./plan/policy.ts";
import { factsOfStack } from "./plan/stack.ts";
import { rules } from "./rules/table.ts";
import { waiverPolicies, waiversOfStack } from "./waivers/policies.ts";

const facts = factsOfStack();
const waivers = waiversOfStack();

new PolicyPack("seaworthy-readiness", {
  policies: [...policiesOf(rules, { ...facts, waivers }), ...waiverPolicies(waivers, rules, facts.today)],
});

// Written at once, because the engine ends packs by a signal.
flushCompileCache();
