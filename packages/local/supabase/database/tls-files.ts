import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { issueCertificate } from "../../kernel/certificate.ts";
import type { ProcessTable } from "../../kernel/processes/table.ts";

/** The certificate of a project's database, used by PostgreSQL and the pooler. */
export interface TlsFiles {
  readonly keyFile: string;
  readonly chainFile: string;
  /** For clients that verify: `sslrootcert` with `sslmode=verify-full`. */
  readonly authorityFile: string;
}

export function tlsFilesIn(directory: string): TlsFiles {
  return {
    keyFile: join(directory, "server.key"),
    chainFile: join(directory, "server.crt"),
    authorityFile: join(directory, "ca.crt"),
  };
}

/** Creates them once, owned by the servers' user. */
export async function ensureTlsFiles(processes: ProcessTable, directory: string): Promise<void> {
  const files = tlsFilesIn(directory);
  if (Object.values(files).every((file) => existsSync(file))) return;
  await processes.makeDirectory(directory);
  const { authority, key, chain } = await issueCertificate("Seaworthy local database authority", [
    "localhost",
  ]);
  await processes.writeFile(files.authorityFile, authority);
  await processes.writeFile(files.keyFile, key);
  await processes.writeFile(files.chainFile, chain);
}

export function readTlsFiles(files: TlsFiles): { readonly key: string; readonly chain: string } {
  return {
    key: readFileSync(files.keyFile, "utf8"),
    chain: readFileSync(files.chainFile, "utf8"),
  };
}
