import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { issueCertificate } from "../../../kernel/certificate.ts";

export interface Certificate {
  readonly key: string;
  /** The leaf, followed by the authority. */
  readonly chain: string;
  /** For clients to trust: `<directory>/ca.pem`. */
  readonly authorityFile: string;
}

const files = { key: "edge.key", chain: "edge.pem", authority: "ca.pem" };

/**
 * The edge's certificate for localhost and its subdomains, issued by its own authority on the first
 * start and then kept.
 */
export async function loadCertificate(directory: string, zoneName: string): Promise<Certificate> {
  const paths = {
    key: join(directory, files.key),
    chain: join(directory, files.chain),
    authority: join(directory, files.authority),
  };
  if (!Object.values(paths).every((path) => existsSync(path)))
    await create(directory, paths, zoneName);
  return {
    key: readFileSync(paths.key, "utf8"),
    chain: readFileSync(paths.chain, "utf8"),
    authorityFile: paths.authority,
  };
}

async function create(
  directory: string,
  paths: { key: string; chain: string; authority: string },
  zoneName: string,
): Promise<void> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { authority, key, chain } = await issueCertificate("Seaworthy local edge authority", [
    zoneName,
    `*.${zoneName}`,
  ]);
  writePrivately(paths.authority, authority);
  writePrivately(paths.key, key);
  writePrivately(paths.chain, chain);
}

function writePrivately(path: string, text: string): void {
  writeFileSync(`${path}.draft`, text, { mode: 0o600 });
  renameSync(`${path}.draft`, path);
}
