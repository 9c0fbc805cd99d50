import { ofType } from "../../plan/resource.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const rolloutVersionsNotScripts: Rule = {
  id: "rollout-versions-not-scripts",
  area: "rollout",
  title: "Code is uploaded as a version and deployed separately",
  why: "A WorkersScript serves its code to everyone as soon as it is uploaded: no smoke test, no gradual rollout, no version to roll back to.",
  fix: "Declare a Worker, a WorkerVersion and a WorkersDeployment.",
  example: {
    language: "typescript",
    code: 'new WorkerVersion("version", { accountId, workerId: worker.id, mainModule, modules, bindings });',
  },
  source:
    "https://developers.cloudflare.com/workers/versions-and-deployments/deployment-management/",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  subjects: ["workersScript"],
  judge: (resources) =>
    ofType(resources, "workersScript").map((script) =>
      violation("The script serves traffic as soon as it is uploaded.", script),
    ),
};
