import { workerKey } from "./worker-key.ts";

export const unsubscribe = workerKey("unsubscribe", [
  "the Worker (signs and verifies the links of mails)",
]);
