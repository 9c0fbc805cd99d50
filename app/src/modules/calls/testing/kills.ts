import {
  compare,
  compareLedger,
  type Finding,
  namesOf,
} from "../../../../testing/kills/compare.ts";
import type { Ledger, Writer } from "../../../../testing/kills/ledger.ts";
import type { KillRig } from "../../../../testing/kills/rig.ts";
import type { KillWorkload } from "../../../../testing/kills/workload.ts";
import { newPerson } from "../../../../testing/tokens.ts";
import { vapiRequest } from "./signed-requests.ts";

const assistantId = "assistant-under-kills";
const callOf = (n: number) => `killed-${Math.floor(n / 3)}`;
const eventIdOf = (n: number) => `kills-event-${n}`;

export const kills: KillWorkload = () => ({
  configuration: { assistantId },
  open: async (rig) => {
    const { admin } = rig.stack;
    const owner = await newPerson();
    await admin`insert into call_agents (vendor, vendor_agent_id, owner_id)
      values ('vapi', ${assistantId}, ${owner.id})`;
    return {
      writers: [eventsTo(rig)],
      audit: async (ledgers) => {
        const events = await namesOf(admin`
          select event_id as name from webhook_events where source = 'vapi' and status = 'done'`);
        const calls = await namesOf(admin`select vendor_call_id as name from calls c
          join call_transcripts t on t.call_id = c.id where c.status = 'ended'`);
        return [
          compareLedger(ledgers, "events", eventIdOf, events),
          endedCalls(ledgers.get("events"), calls),
        ];
      },
    };
  },
});

/** A vendor's events, three per call; each is sent until it is accepted, and every fifth twice. */
function eventsTo({ send }: KillRig): Writer {
  const deliver = async (n: number) => {
    const call = { id: callOf(n), assistantId };
    const message = [
      { type: "status-update", status: "ringing", call },
      { type: "status-update", status: "in-progress", call },
      { type: "end-of-call-report", endedReason: "customer-ended-call", transcript: "Hi.", call },
    ][n % 3];
    return (await send("/webhooks/vapi", await vapiRequest({ message }, { id: eventIdOf(n) }))).ok;
  };
  return {
    name: "events",
    repeats: true,
    send: async (n) => (n % 5 === 0 ? (await deliver(n)) && deliver(n) : deliver(n)),
  };
}

/** A call whose three events were all acknowledged must have ended once, with one transcript. */
function endedCalls(events: Ledger | undefined, stored: readonly string[]): Finding {
  const taken = new Set(events?.acknowledged);
  const calls = [...taken].filter((n) => n % 3 === 2 && taken.has(n - 1) && taken.has(n - 2));
  const sent = Array.from({ length: events?.sent() ?? 0 }, (_, n) => callOf(n));
  return compare("calls", calls.map(callOf), stored, sent);
}
