import { z } from "zod";
import { ofType } from "../../plan/resource.ts";
import { isUnknown, type PlannedValue } from "../../plan/value.ts";
import { eachBindings, type Known, milliseconds, read } from "../helpers/checks.ts";
import { configurable, everywhere, notKnown, positive, violation } from "../rule.ts";

export const poolingTimeoutsNested = configurable({
  id: "pooling-timeouts-nested",
  area: "pooling",
  title: "Each timeout is shorter than the one around it",
  why: "If a statement can run longer than its caller waits, it keeps its connection for nobody while the retry takes another, until the pool is empty.",
  fix: "Keep the Redis timeout below the statement timeout, the Worker's statement timeout at or below the login's and the database's, and all of them below the client's timeout.",
  example: { language: "yaml", code: "seaworthy:database:\n  statementTimeoutMs: 5000" },
  source: "https://www.postgresql.org/docs/current/runtime-config-client.html",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["workerVersion"],
  configuration: z.object({
    workerMs: positive(30_000, "Maximum time that the Worker takes for a request"),
    clientMs: positive(60_000, "Time that clients wait"),
  }),
  judge: (resources, { workerMs, clientMs }) =>
    eachBindings(resources, (bindings, version) => {
      const text = (name: string) => bindings.find((one) => one.name === name)?.text;
      const ofRoles = ofType(resources, "databaseRole").map((role) =>
        read(role, "settings.statement_timeout"),
      );
      const ofDatabase = ofType(resources, "supabaseSettings").map((settings) =>
        read(settings, "database.statement_timeout"),
      );
      const inputs: PlannedValue[] = [
        text("REDIS_TIMEOUT_MS"),
        text("STATEMENT_TIMEOUT_MS"),
        ...ofRoles,
        ...ofDatabase,
      ];
      if (inputs.some(isUnknown)) return [notKnown("A timeout", version)];
      const shortest = (values: readonly PlannedValue[]) =>
        Math.min(
          ...values.map((value) => milliseconds(value as Known) ?? Number.POSITIVE_INFINITY),
        );
      const waits: [string, number][] = [
        ["Redis", Number(text("REDIS_TIMEOUT_MS") ?? 250)],
        ["the Worker's statement", Number(text("STATEMENT_TIMEOUT_MS") ?? 5000)],
        ["the login's statement", Math.min(workerMs, shortest(ofRoles))],
        ["the database's statement", Math.min(workerMs, shortest(ofDatabase))],
        ["the Worker", workerMs],
        ["the client", clientMs],
      ];
      const inverted = waits.slice(1).flatMap(([name, ms], index) => {
        const [inner, innerMs] = waits[index] ?? ["", 0];
        return innerMs <= ms ? [] : [`${inner} may take ${innerMs} ms, but ${name} waits ${ms} ms`];
      });
      return inverted.length === 0 ? [] : [violation(`${inverted.join("; ")}.`, version)];
    }),
});
