import { secretShapeOf } from "../helpers/secrets/secret-shapes.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const secretsNotInNames: Rule = {
  id: "secrets-not-in-names",
  area: "secrets",
  title: "No name or description contains a secret",
  why: "Names appear in URLs, logs, bills and reports, and nobody protects them like passwords.",
  fix: "Remove the secret from the name, and replace the secret.",
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
      return shape === undefined
        ? []
        : [violation(`One of its names looks like ${shape}.`, resource)];
    }),
};
