import { ofType } from "../../plan/resource.ts";
import { deployed, type Rule, violation } from "../rule.ts";

const serving = [
  "customDomain",
  "deployment",
  "redis",
  "route",
  "supabaseProject",
  "worker",
] as const;

export const protectionReplacedWithoutGap: Rule = {
  id: "protection-replaced-without-gap",
  area: "protection",
  title: "A serving resource is not deleted before its replacement exists",
  why: "With deleteBeforeReplace a change that needs another resource takes the old one away first: nothing serves until the new one works, and for good when it does not.",
  fix: "Remove deleteBeforeReplace, and give the replacement its own name if both must exist at once.",
  example: {
    language: "typescript",
    code: 'new WorkersRoute("api", inputs, { parent: this, dependsOn });',
  },
  source: "https://www.pulumi.com/docs/iac/concepts/options/deletebeforereplace/",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: serving,
  judge: (resources) =>
    serving
      .flatMap((kind) => ofType(resources, kind))
      .filter(({ options }) => options?.deleteBeforeReplace === true)
      .map((one) =>
        violation("It is deleted before its replacement exists.", one, {
          property: "deleteBeforeReplace",
        }),
      ),
};
