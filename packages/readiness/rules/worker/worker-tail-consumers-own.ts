import { z } from "zod";
import { ofType } from "../../plan/resource.ts";
import { isUnknown, objectsIn } from "../../plan/value.ts";
import { configurable, deployed, type Finding, notKnown, violation } from "../rule.ts";

export const workerTailConsumersOwn = configurable({
  id: "worker-tail-consumers-own",
  area: "worker",
  title: "Only Workers of this program get the logs",
  why: "A tail consumer receives each request's URL, headers, exceptions and console output. One that was added for debugging stays, and nobody reviews its code.",
  fix: "Remove the tail consumer, declare its Worker in this program, or list it in the rule's setting allowed.",
  example: { language: "typescript", code: "tailConsumers: [{ name: tailWorker.name }]" },
  source: "https://developers.cloudflare.com/workers/observability/logs/tail-workers/",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: ["worker", "workersScript"],
  configuration: z.object({
    allowed: z
      .array(z.string())
      .default([])
      .describe("Workers outside this program that may receive the logs"),
  }),
  judge: (resources, { allowed }) => {
    const workers = [...ofType(resources, "worker"), ...ofType(resources, "workersScript")];
    const own = workers.flatMap(({ props }) => [props.name, props.scriptName]);
    return workers.flatMap((worker): Finding[] => {
      const { tailConsumers } = worker.props;
      if (isUnknown(tailConsumers)) return [notKnown("tailConsumers", worker)];
      return objectsIn(tailConsumers).flatMap(({ name, service = name }) => {
        // The name of a Worker that this update creates.
        if (isUnknown(service) || own.includes(service) || allowed.includes(String(service)))
          return [];
        return [
          violation(`${String(service)} receives the logs and is not in this program.`, worker),
        ];
      });
    });
  },
});
