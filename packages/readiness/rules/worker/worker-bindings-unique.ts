import { eachBindings } from "../helpers/checks.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const workerBindingsUnique: Rule = {
  id: "worker-bindings-unique",
  area: "worker",
  title: "Binding names are unique",
  why: "Cloudflare keeps one of the two and does not say which.",
  fix: "Remove the duplicate binding.",
  example: {
    language: "typescript",
    code: "bindings: [...services(args), ...secrets(args), ...variables(args.config)]",
  },
  source: "https://developers.cloudflare.com/workers/best-practices/workers-best-practices/",
  severity: everywhere,
  rank: "medium",
  scope: "resource",
  subjects: ["workerVersion"],
  judge: (resources) =>
    eachBindings(resources, (bindings, version) => {
      const names = bindings.map(({ name }) => String(name));
      return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map(
        (name) => violation(`${name} is bound twice.`, version),
      );
    }),
};
