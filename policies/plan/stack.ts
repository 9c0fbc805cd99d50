import * as pulumi from "@pulumi/pulumi";
import { type Environment, environments } from "../rules/rule.ts";

/**
 * Which environment's severities apply: `seaworthy:environment` of the stack's configuration. A stack that does not say, or says
 * something else, is judged as production.
 */
export function environmentOfStack(declared = new pulumi.Config("seaworthy").get("environment")): Environment {
  return environments.find((environment) => environment === declared) ?? "prod";
}
