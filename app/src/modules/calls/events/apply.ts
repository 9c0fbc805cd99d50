import type { EventHandler } from "@seaworthy/platform/webhooks/webhook-job";
import { changeCall } from "./call-change.ts";
import { twilioChange } from "./twilio.ts";
import { vapiChange } from "./vapi.ts";

/** Applies a stored event to its call. */
export const applyCallEvent: EventHandler = async (sql, event) => {
  const change = event.source === "vapi" ? vapiChange(event) : twilioChange(event);
  if (typeof change === "string") return change;
  await changeCall(sql, change);
  return "done";
};
