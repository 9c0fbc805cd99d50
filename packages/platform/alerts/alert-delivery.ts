import { defined } from "@seaworthy/core/defined";
import { getClient } from "@sentry/cloudflare";
import {
  createEventEnvelope,
  type ErrorEvent,
  getEnvelopeEndpointWithUrlEncodedAuth,
  serializeEnvelope,
  uuid4,
} from "@sentry/core";
import { type Contact, describeContact, inOrder } from "../contacts/contact.ts";
import { type Alert, inUnit } from "./alert.ts";
import type { Incident } from "./alert-state.ts";

/** Notifies of an incident. False when that failed; the next evaluation retries. */
export type DeliverAlert = (name: string, alert: Alert, incident: Incident) => Promise<boolean>;

const limitMs = 5_000;

/**
 * Sends an event to Sentry, whose alert "Alert on a number" mails it, with whom to call. Each
 * incident is a separate issue, so a later one is mailed again. Bypasses the SDK's queue, which
 * does not report whether Sentry accepted an event. Only where the SDK runs, such as in a cron run.
 */
export const deliverToSentry =
  (contacts: readonly Contact[]): DeliverAlert =>
  async (name, alert, incident) => {
    const client = getClient();
    const dsn = client?.getDsn();
    // Nothing to notify without a DSN; the incident is in the log.
    if (client === undefined || dsn === undefined) return true;
    const { release, environment } = client.getOptions();
    const event: ErrorEvent = {
      type: undefined,
      event_id: uuid4(),
      timestamp: incident.since / 1000,
      platform: "javascript",
      message: messageOf(name, alert, incident.value),
      level: alert.severity === "critical" ? "fatal" : "warning",
      fingerprint: ["alert", name, incident.id],
      tags: { alert: name, severity: alert.severity },
      extra: {
        ...{ value: incident.value, limit: alert.above ?? alert.below, action: alert.action },
        ...(contacts.length === 0 ? {} : { call: inOrder(contacts).map(describeContact) }),
      },
      ...defined({ release, environment }),
    };
    const response = await fetch(getEnvelopeEndpointWithUrlEncodedAuth(dsn), {
      method: "POST",
      headers: { "content-type": "application/x-sentry-envelope" },
      body: serializeEnvelope(createEventEnvelope(event, dsn)),
      signal: AbortSignal.timeout(limitMs),
    }).catch(() => undefined);
    await response?.body?.cancel();
    return response?.ok ?? false;
  };

/** `error-rate: More than 1 % of requests failed within 5 minutes. Now 3.2 %, limit 1 %.` */
export function messageOf(name: string, alert: Alert, value: number): string {
  const limit = inUnit(alert.unit, alert.above ?? alert.below ?? 0);
  return `${name}: ${alert.description} Now ${inUnit(alert.unit, value)}, limit ${limit}.`;
}
