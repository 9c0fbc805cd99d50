import { eachBindings } from "../helpers/checks.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const workerBindingsComplete: Rule = {
  id: "worker-bindings-complete",
  area: "worker",
  title: "All required bindings are present",
  why: "The Worker responds 503 to every request while one of them is missing.",
  fix: "Add the missing binding, of the given type.",
  example: {
    language: "typescript",
    code: '{ name: "LIMITER_REDIS_TOKEN", type: "secret_text", text: pulumi.secret(limiter.token) }',
  },
  source: "https://developers.cloudflare.com/workers/best-practices/workers-best-practices/",
  severity: everywhere,
  rank: "critical",
  scope: "resource",
  subjects: ["workerVersion"],
  applies: ({ app }) => app?.bindings !== undefined,
  judge: (resources, { app }) =>
    eachBindings(resources, (bindings, version) => {
      const missing = Object.entries(app?.bindings ?? {}).filter(
        ([name, type]) => !bindings.some((one) => one.name === name && one.type === type),
      );
      return missing.map(([name, type]) => violation(`${name} is not bound as ${type}.`, version));
    }),
};
