import type { ClientPorts } from "../redis/wire/ports.ts";
import { credentialsView } from "./credentials-view.ts";
import { type DatabaseDocument, restUrlOf } from "./database-document.ts";

/**
 * One database in `seaworthy status` and on the console; `password`, `restToken`,
 * `readOnlyRestToken` are secret.
 */
export function describeDatabase(
  document: DatabaseDocument,
  ports: ClientPorts,
): Record<string, unknown> {
  const secrets = credentialsView(document);
  return {
    id: document.id,
    name: document.name,
    restUrl: restUrlOf(document, ports),
    port: ports.redis,
    eviction: document.eviction,
    plan: document.plan,
    region: document.primaryRegion,
    state: document.phase,
    users: document.users.map((user) => user.username),
    password: secrets.password,
    restToken: secrets.rest_token,
    readOnlyRestToken: secrets.read_only_rest_token,
  };
}
