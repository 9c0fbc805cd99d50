import { z } from "zod";
import { type ResourceKind, types } from "../../plan/resource.ts";
import { configurable, deployed, violation } from "../rule.ts";

/** Inputs that rules judge, by kind of resource; `*` is all of them. */
const judged: Partial<Record<ResourceKind, readonly string[]>> = {
  aclUser: ["*"],
  alert: ["*"],
  credential: ["*"],
  cronTrigger: ["*"],
  customDomain: ["*"],
  databaseRole: ["settings", "memberOf", "username"],
  deployment: ["*"],
  dnsRecord: ["name", "type", "content", "proxied"],
  hyperdrive: ["origin", "caching", "originConnectionLimit"],
  inboundFilter: ["*"],
  metricMonitor: ["*"],
  migrations: ["*"],
  pooler: ["*"],
  redis: ["*"],
  route: ["*"],
  ruleset: ["*"],
  sentryKey: ["rateLimitCount", "rateLimitWindow"],
  sentryProject: ["*"],
  spikeProtection: ["*"],
  supabaseProject: ["instanceSize", "region", "name"],
  supabaseSettings: ["*"],
  uptimeMonitor: ["*"],
  worker: ["*"],
  workerVersion: ["*"],
  zoneSetting: ["*"],
};

export const protectionInputsNotIgnored = configurable({
  id: "protection-inputs-not-ignored",
  area: "protection",
  title: "No input that policies judge is ignored by updates",
  why: "With ignoreChanges on an input the program says one thing, the policies approve of it, and the vendor keeps what it has: a rule that was corrected in the program is never corrected.",
  fix: "Remove the input from ignoreChanges, or list it in the rule's setting allowed as <kind>.<input> if something else manages it.",
  example: {
    language: "typescript",
    code: 'new Ruleset("firewall", inputs, { parent: this });',
  },
  source: "https://www.pulumi.com/docs/iac/concepts/options/ignorechanges/",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: Object.keys(judged) as ResourceKind[],
  configuration: z.object({
    allowed: z
      .array(z.string())
      .default(["deployment.versions"])
      .describe("Inputs that may be ignored; a rotation manages the versions of a deployment"),
  }),
  judge: (resources, { allowed }) =>
    resources.flatMap((resource) => {
      const [kind, inputs = []] =
        Object.entries(judged).find(([one]) => types[one as ResourceKind] === resource.type) ?? [];
      const ignored = (resource.options?.ignoreChanges ?? []).filter((path) => {
        const [first = ""] = path.split(/[.[]/);
        const isPassword =
          /(^|[.[])\w*(password|token)\]?$/i.test(path) && kind !== "workerVersion";
        return (
          (first === "*" || inputs.includes("*") || inputs.includes(first)) &&
          !isPassword &&
          !allowed.includes(`${kind}.${first}`)
        );
      });
      return ignored.length === 0
        ? []
        : [
            violation(`Changes to ${ignored.join(", ")} are never sent.`, resource, {
              property: "ignoreChanges",
            }),
          ];
    }),
});
