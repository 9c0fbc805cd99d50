import { contentOf } from "@seaworthy/platform/webhooks/webhook-content";
import type { EventOutcome } from "@seaworthy/platform/webhooks/webhook-job";
import type { LedgerEvent } from "@seaworthy/platform/webhooks/webhook-ledger";
import { z } from "zod";
import type { CallChange, CallStatus } from "./call-change.ts";

const text = (most: number) => z.string().max(most).optional().catch(undefined);
const call = z.object({ id: z.string().min(1), assistantId: text(200) }).loose();
const statuses = z.enum([
  "scheduled",
  "queued",
  "ringing",
  "in-progress",
  "forwarding",
  "ended",
]) satisfies z.ZodType<CallStatus>;
const time = z.iso.datetime({ offset: true }).optional().catch(undefined);

const statusUpdate = z.object({
  message: z.object({ call, status: statuses, endedReason: text(200), startedAt: time }).loose(),
});
const report = z.object({
  message: z
    .object({
      call,
      endedReason: text(200),
      startedAt: time,
      endedAt: time,
      cost: z.number().nonnegative().max(100_000).optional().catch(undefined),
      summary: text(20_000),
      transcript: text(1_500_000),
      analysis: z
        .object({ summary: text(20_000) })
        .loose()
        .optional()
        .catch(undefined),
      artifact: z
        .object({ transcript: text(1_500_000) })
        .loose()
        .optional()
        .catch(undefined),
    })
    .loose(),
});

/** Types that don't change a call's record, or that the request itself answers. */
const withoutEffect = new Set([
  "assistant-request",
  "tool-calls",
  "transfer-destination-request",
  "knowledge-base-request",
  "transcript",
  "conversation-update",
  "speech-update",
  "model-output",
  "voice-input",
  "user-interrupted",
  "hang",
  "language-changed",
  "transfer-update",
  "phone-call-control",
  "assistant.started",
]);

/** The change that a Vapi event makes, or the event's outcome when it changes nothing. */
export function vapiChange({ type, text, occurredAt }: LedgerEvent): CallChange | EventOutcome {
  if (withoutEffect.has(type)) return "ignored";
  if (type === "status-update") {
    const { message } = statusUpdate.parse(contentOf(text));
    return { ...callOf(message.call), ...message, occurredAt };
  }
  if (type !== "end-of-call-report") return "unrecognised";
  const { message } = report.parse(contentOf(text));
  return {
    ...callOf(message.call),
    status: "ended",
    occurredAt,
    endedReason: message.endedReason,
    startedAt: message.startedAt,
    endedAt: message.endedAt,
    costUsd: message.cost,
    summary: message.summary ?? message.analysis?.summary,
    transcript: message.transcript ?? message.artifact?.transcript,
  };
}

function callOf({ id, assistantId }: z.output<typeof call>) {
  return { vendor: "vapi", vendorCallId: id, agentId: assistantId ?? "" } as const;
}
