import { ofType } from "../../plan/resource.ts";
import { deployed, type Rule, violation } from "../rule.ts";

export const protectionVersionsKept: Rule = {
  id: "protection-versions-kept",
  area: "protection",
  title: "Earlier versions are kept for rollback",
  why: "A rollback deploys the previous version. If the update deletes it, there is nothing to roll back to.",
  fix: "Set retainOnDelete on the WorkerVersion.",
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
