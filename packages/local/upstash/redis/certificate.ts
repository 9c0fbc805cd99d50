import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";
import type { ProcessTable } from "../../kernel/processes/table.ts";

export interface Certificate {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
}

const validDays = 3650;

/**
 * The self-signed certificate of an HTTPS endpoint; created once and kept in the database's folder.
 */
export async function loadCertificate(
  directory: string,
  processes: ProcessTable,
): Promise<Certificate> {
  const files = { key: join(directory, "rest.key"), cert: certificateFile(directory) };
  if (!existsSync(files.cert)) {
    const made = await makeCertificate();
    await processes.writeFile(files.key, made.private);
    await processes.writeFile(files.cert, made.cert);
  }
  return { key: readFileSync(files.key, "utf8"), cert: readFileSync(files.cert, "utf8") };
}

/** The file that clients must trust: `NODE_EXTRA_CA_CERTS`, `curl --cacert`. */
function certificateFile(directory: string): string {
  return join(directory, "rest.crt");
}

function makeCertificate() {
  const notBeforeDate = new Date(Date.now() - 86_400_000);
  return generate([{ name: "commonName", value: "127.0.0.1" }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate,
    notAfterDate: new Date(notBeforeDate.getTime() + validDays * 86_400_000),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 7, ip: "127.0.0.1" },
          { type: 2, value: "localhost" },
        ],
      },
    ],
  });
}
