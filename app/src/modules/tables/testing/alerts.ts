import { operatorToken } from "../../../../testing/stack.ts";
import type { TestWorker } from "../../../../testing/worker.ts";

/** The alerts that fire after one more evaluation. */
export async function alertsOf(worker: TestWorker): Promise<string[]> {
  await worker.runCron("* * * * *");
  const headers = { authorization: `Bearer ${operatorToken}` };
  const answer = await (await worker.fetch("/internal/alerts", { headers })).json();
  const { alerts } = answer as { alerts: { name: string; fires: boolean }[] };
  return alerts.filter(({ fires }) => fires).map(({ name }) => name);
}
