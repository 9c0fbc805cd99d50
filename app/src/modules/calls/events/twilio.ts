import type { EventOutcome } from "@seaworthy/platform/webhooks/webhook-job";
import type { LedgerEvent } from "@seaworthy/platform/webhooks/webhook-ledger";
import type { CallChange, CallStatus } from "./call-change.ts";

/** https://www.twilio.com/docs/voice/api/call-resource#call-status-values */
const statuses: Readonly<Record<string, CallStatus>> = {
  queued: "queued",
  initiated: "queued",
  ringing: "ringing",
  "in-progress": "in-progress",
  answered: "in-progress",
  completed: "ended",
  busy: "ended",
  failed: "ended",
  "no-answer": "ended",
  canceled: "ended",
};

/** The change that a Twilio status callback makes. */
export function twilioChange({ type, text, occurredAt }: LedgerEvent): CallChange | EventOutcome {
  const form = new URLSearchParams(text);
  const [status, vendorCallId] = [statuses[type], form.get("CallSid")];
  if (status === undefined || vendorCallId === null) return "unrecognised";
  return {
    vendor: "twilio",
    vendorCallId,
    agentId: form.get("AccountSid") ?? "",
    status,
    occurredAt,
    endedReason: status === "ended" ? type : undefined,
  };
}
