import { workerKey } from "./worker-key.ts";

/** Both ways: what comes in is accepted under either key. */
export const webhook = workerKey("webhook", ["the Worker (verifies)", "senders of webhooks"]);
