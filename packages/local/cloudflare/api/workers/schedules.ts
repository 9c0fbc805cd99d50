import type { Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../../../kernel/clock.ts";
import { readBody } from "../body.ts";
import { ok, Refusal } from "../envelope.ts";
import { accountId } from "../ids.ts";
import { requireWorker, type Services } from "../services.ts";

const body = z.array(
  z.strictObject({
    cron: z.string(),
    created_on: z.string().optional(),
    modified_on: z.string().optional(),
  }),
);

/** `/accounts/{account}/workers/scripts/{script}/schedules`: PUT replaces them all. */
export function registerSchedules(api: Hono, services: Services): void {
  const { schedules } = services.documents;
  const path = `/accounts/${accountId}/workers/scripts/:script/schedules`;
  api.get(path, (context) => {
    const worker = requireWorker(services, context.req.param("script"));
    return ok(context, { schedules: schedules.get(worker.id)?.schedules ?? [] });
  });
  api.put(path, async (context) => {
    const worker = requireWorker(services, context.req.param("script"));
    const wanted = await readBody(context, body);
    check(
      services,
      wanted.map(({ cron }) => cron),
    );
    const known = new Map(
      schedules.get(worker.id)?.schedules.map((schedule) => [schedule.cron, schedule]),
    );
    const now = isoTime(services.clock);
    const saved = wanted.map(
      ({ cron }) => known.get(cron) ?? { cron, created_on: now, modified_on: now },
    );
    schedules.put(worker.id, { worker_id: worker.id, schedules: saved });
    await services.sync();
    return ok(context, { schedules: saved });
  });
}

function check(services: Services, crons: readonly string[]): void {
  crons.forEach((cron, index) => {
    const problem = services.edge.cronProblem(cron);
    if (problem)
      throw new Refusal(400, {
        code: 10100,
        message: `invalid cron string: ${cron}: ${problem}`,
        pointer: `/${index}/cron`,
      });
    if (crons.indexOf(cron) !== index)
      throw new Refusal(400, {
        code: 10101,
        message: `The cron ${cron} is listed twice.`,
        pointer: `/${index}/cron`,
      });
  });
}
