import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";

export interface Certificate {
  readonly key: string;
  /** The leaf, followed by the authority. */
  readonly chain: string;
  /** For clients to trust: `<directory>/ca.pem`. */
  readonly authorityFile: string;
}

const files = { key: "edge.key", chain: "edge.pem", authority: "ca.pem" };
const daysValid = 3650;

/**
 * The edge's certificate for localhost and names below it; made with an authority of its own on the
 * first start, then kept.
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
  const notAfterDate = new Date(Date.now() + daysValid * 86_400_000);
  const authority = await generate(
    [{ name: "commonName", value: "Seaworthy local edge authority" }],
    {
      keyType: "ec",
      algorithm: "sha256",
      notAfterDate,
      extensions: [
        { name: "basicConstraints", cA: true, critical: true },
        { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
      ],
    },
  );
  const leaf = await generate([{ name: "commonName", value: zoneName }], {
    keyType: "ec",
    algorithm: "sha256",
    notAfterDate,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: alternativeNames(zoneName) },
    ],
  });
  writePrivately(paths.authority, authority.cert);
  writePrivately(paths.key, leaf.private);
  writePrivately(paths.chain, `${leaf.cert.trim()}\n${authority.cert.trim()}\n`);
}

/** Kinds of RFC 5280's GeneralName: 2 is a DNS name, 7 an IP address. */
function alternativeNames(
  zoneName: string,
): ({ type: 2; value: string } | { type: 7; ip: string })[] {
  return [
    { type: 2, value: zoneName },
    { type: 2, value: `*.${zoneName}` },
    { type: 7, ip: "127.0.0.1" },
    { type: 7, ip: "::1" },
  ];
}

function writePrivately(path: string, text: string): void {
  writeFileSync(`${path}.draft`, text, { mode: 0o600 });
  renameSync(`${path}.draft`, path);
}
