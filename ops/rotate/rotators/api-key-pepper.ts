import { workerKey } from "./worker-key.ts";

/** API keys that were hashed with the pepper before are found under it for as long as it is accepted. */
export const apiKeyPepper = workerKey("api-key-pepper", ["the Worker (hashes API keys)"]);
