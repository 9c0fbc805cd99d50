import { check, sleep } from "k6";
import { hmac } from "k6/crypto";
import exec from "k6/execution";
import http from "k6/http";

/** The workload's objectives. `seaworthy load` judges by those of the stack instead. */
export const options = {
  thresholds: {
    http_req_failed: ["rate<0.01"],
    http_req_duration: ["avg<200", "p(95)<400", "p(99)<800"],
  },
};

/** Of three requests of a call the last one ends it. */
const messages = [
  (call) => ({ type: "status-update", status: "ringing", call }),
  (call) => ({ type: "status-update", status: "in-progress", call }),
  (call) => ({ type: "end-of-call-report", endedReason: "customer-ended-call", call }),
];

/**
 * A voice vendor that delivers the events of calls, each signed: they are stored before they are
 * answered. All come from a few addresses, and are limited by the vendor's account.
 */
export default function deliverEvents() {
  const { idInTest, iterationInInstance } = exec.vu;
  const id = `load-${__ENV.RUN ?? Date.now()}-${idInTest}-${iterationInInstance}`;
  for (const [place, message] of messages.entries()) {
    const answer = send({ message: message({ id, assistantId: "load" }) }, `${id}-${place}`);
    check(answer, { stored: ({ status }) => status === 204 });
  }
  sleep(0.2 + Math.random() * 0.2);
}

function send(event, id) {
  const body = JSON.stringify(event);
  const timestamp = String(Math.floor(Date.now() / 1000));
  return http.post(`${__ENV.BASE_URL}/webhooks/vapi`, body, {
    headers: {
      "content-type": "application/json",
      "x-message-id": id,
      "x-timestamp": timestamp,
      "x-signature": hmac("sha256", __ENV.VAPI_WEBHOOK_SECRET, `${timestamp}.${body}`, "hex"),
    },
    tags: { name: "event" },
  });
}
