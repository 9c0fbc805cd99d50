import { ofType } from "../../plan/resource.ts";
import { deployed, type Rule, violation } from "../rule.ts";

export const protectionVersionsKept: Rule = {
  id: "protection-versions-kept",
  area: "protection",
  title: "Versions that served before can be served again",
  why: "A roll-back is a deployment of the version before; deleted with the update that replaced it, there is nothing to go back to.",
  fix: "Give the WorkerVersion the option retainOnDelete.",
  example: {
    language: "typescript",
    code: 'new WorkerVersion("version", inputs, { retainOnDelete: true });',
  },
  source: "https://developers.cloudflare.com/workers/versions-and-deployments/gradual-deployments/",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: ["workerVersion"],
  needs: ["retain-option"],
  judge: (resources) =>
    ofType(resources, "workerVersion")
      .filter(({ options }) => options?.retainOnDelete !== true)
      .map((version) =>
        violation("The version is deleted when the next one replaces it.", version),
      ),
};
