import { secretShapeOf } from "../helpers/secret-shapes.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const secretsNotInNames: Rule = {
  id: "secrets-not-in-names",
  area: "secrets",
  title: "No name or description holds a secret",
  why: "Names are in URLs, logs, bills and every report; nobody takes care of them as of a password.",
  fix: "Take the secret out of the name, and replace it.",
  example: { language: "typescript", code: 'name: nameOf(config, "worker")' },
  source: "https://developers.cloudflare.com/workers/configuration/secrets/",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["worker", "redis", "supabaseProject", "hyperdrive", "sentryProject", "ruleset"],
  judge: (resources) =>
    resources.flatMap((resource) => {
      const texts = [
        resource.name,
        resource.props.name,
        resource.props.description,
        resource.props.slug,
      ].filter((one) => typeof one === "string");
      const shape = texts.map(secretShapeOf).find((found) => found !== undefined);
      return shape === undefined ? [] : [violation(`A name of it looks like ${shape}.`, resource)];
    }),
};
