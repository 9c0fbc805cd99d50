import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/** PostgreSQL's own default (`SCRAM_SHA_256_DEFAULT_ITERATIONS`). */
const iterations = 4096;

/**
 * What PostgreSQL stores for a password (RFC 5803). Roles are created with this instead of the
 * password, so that the plain text reaches neither the server's log nor pg_stat_statements.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password.normalize("NFKC"), salt, iterations, 32, "sha256");
  const storedKey = createHash("sha256").update(keyOf(salted, "Client Key")).digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${keyOf(salted, "Server Key").toString("base64")}`;
}

function keyOf(salted: Buffer, purpose: string): Buffer {
  return createHmac("sha256", salted).update(purpose).digest();
}
