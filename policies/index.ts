import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "./plan/policy.ts";
import { factsOfStack } from "./plan/stack.ts";
import { rules } from "./rules/table.ts";

new PolicyPack("seaworthy-readiness", { policies: policiesOf(rules, factsOfStack()) });
