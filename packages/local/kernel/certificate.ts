import { generate } from "selfsigned";

/** In PEM. */
export interface IssuedCertificate {
  readonly authority: string;
  readonly key: string;
  /** The leaf, followed by the authority. */
  readonly chain: string;
}

const daysValid = 3650;

/**
 * A certificate for these names and for loopback addresses, issued by an authority created only for
 * it.
 */
export async function issueCertificate(
  authorityName: string,
  names: readonly string[],
): Promise<IssuedCertificate> {
  const notAfterDate = new Date(Date.now() + daysValid * 86_400_000);
  const common = { keyType: "ec", algorithm: "sha256", notAfterDate } as const;
  const authority = await generate([{ name: "commonName", value: authorityName }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate([{ name: "commonName", value: names[0] ?? "localhost" }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: alternativeNames(names) },
    ],
  });
  return {
    authority: authority.cert,
    key: leaf.private,
    chain: `${leaf.cert.trim()}\n${authority.cert.trim()}\n`,
  };
}

/** GeneralName types of RFC 5280: 2 is a DNS name, 7 an IP address. */
function alternativeNames(
  names: readonly string[],
): ({ type: 2; value: string } | { type: 7; ip: string })[] {
  return [
    ...names.map((value) => ({ type: 2, value }) as const),
    { type: 7, ip: "127.0.0.1" },
    { type: 7, ip: "::1" },
  ];
}
