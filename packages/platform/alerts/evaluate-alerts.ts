import { isolate } from "../runtime/isolate.ts";
import type { ScheduledContext } from "../schedules/scheduled-context.ts";
import { type Alerts, withLimits } from "./alert.ts";
import { type DeliverAlert, messageOf } from "./alert-delivery.ts";
import { type AlertProbe, readAll } from "./alert-readings.ts";
import {
  type AlertState,
  type Evaluation,
  evaluate,
  noState,
  type Readings,
} from "./alert-state.ts";
import { openAlertStore } from "./alert-store.ts";

export interface AlertTable {
  readonly alerts: Alerts;
  /** By the alert's name: for modules' alerts with the measure `probe`. */
  readonly probes: Readonly<Record<string, AlertProbe>>;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * Reads all numbers, compares them with their limits and notifies of new incidents. To be run once
 * a minute, including while Redis or the database is down.
 */
export async function evaluateAlerts(
  context: ScheduledContext,
  table: AlertTable,
  deliver: DeliverAlert,
): Promise<void> {
  const { services, log, bindings } = context;
  const alerts = withLimits(table.alerts, bindings.ALERTS);
  const now = services.clock.now();
  const store = openAlertStore(services.limiter, services.database, log);
  const [kept, readings] = await Promise.all([store.load(), readAll(context, table.probes)]);
  const evaluation = evaluateFrom(alerts, kept, readings, now);
  tell(context, alerts, evaluation);
  const state = await deliverAll(alerts, evaluation.state, deliver);
  isolate.alerts = state;
  await store.save(state);
}

/**
 * If neither store responds, this isolate's own memory is used. Without that, an incident is sent
 * at most once an hour and does not wait for a second evaluation.
 */
function evaluateFrom(
  alerts: Alerts,
  kept: AlertState | "none" | undefined,
  readings: Readings,
  now: number,
): Evaluation {
  if (kept !== undefined) {
    const state = kept === "none" ? noState : kept;
    return evaluate(alerts, state, readings, { now, stepMs: minuteMs });
  }
  if (isolate.alerts !== undefined)
    return evaluate(alerts, isolate.alerts, readings, { now, stepMs: hourMs });
  return evaluate(alerts, noState, readings, { now, stepMs: hourMs, isAtOnce: true });
}

function tell({ log }: ScheduledContext, alerts: Alerts, { state, opened, closed }: Evaluation) {
  for (const name of opened) {
    const [alert, incident] = [alerts[name], state.progress[name]?.incident];
    if (alert === undefined || incident === undefined) continue;
    const message = messageOf(name, alert, incident.value);
    log.error("alert.opened", { alert: name, severity: alert.severity, message });
  }
  for (const { name, incident } of closed) {
    const minutes = Math.round((state.at - incident.since) / minuteMs);
    log.info("alert.closed", { alert: name, minutes });
  }
}

async function deliverAll(
  alerts: Alerts,
  state: AlertState,
  deliver: DeliverAlert,
): Promise<AlertState> {
  const progress = { ...state.progress };
  for (const [name, one] of Object.entries(state.progress)) {
    const alert = alerts[name];
    const { incident } = one;
    if (alert === undefined || incident === undefined || incident.isDelivered) continue;
    const isDelivered = await deliver(name, alert, incident);
    progress[name] = { ...one, incident: { ...incident, isDelivered } };
  }
  return { ...state, progress };
}
