import { connect, type SecureVersion } from "node:tls";
import { isObject, type PlannedValue } from "@seaworthy/readiness/plan/value";
import type { Context } from "../context.ts";
import { type Experiment, type Observation, shown, unknown } from "../experiment.ts";

const versions: readonly (readonly [string, SecureVersion])[] = [
  ["1.0", "TLSv1"],
  ["1.1", "TLSv1.1"],
  ["1.2", "TLSv1.2"],
  ["1.3", "TLSv1.3"],
];

export const tlsSettings: Experiment = {
  id: "tls",
  title:
    "The edge speaks the declared versions of TLS alone, and redirects and HSTS are as declared",
  effect: "read-only",
  policies: [
    ...["edge-min-tls-version", "edge-tls-1-3", "edge-always-https"],
    ...["edge-hsts", "edge-hsts-long"],
  ],
  seconds: 60,
  run: async (context) => {
    const settings = new Map(
      context
        .declared("zoneSetting")
        .map(({ props }) => [String(props.settingId), props.value] as const),
    );
    return [
      ...(await versionsOf(context, settings)),
      await redirectOf(context, settings),
      await hstsOf(context, settings),
    ];
  },
};

type Settings = ReadonlyMap<string, PlannedValue>;

async function versionsOf(context: Context, settings: Settings): Promise<readonly Observation[]> {
  const least = settings.get("min_tls_version");
  if (typeof least !== "string")
    return [unknown("TLS versions", "min_tls_version is not declared.", ["edge-min-tls-version"])];
  const observations: Observation[] = [];
  for (const [number, version] of versions) {
    const isNewest = number === "1.3";
    const declared = isNewest ? settings.get("tls_1_3") !== "off" : number >= least;
    const spoken = await speaks(context, version);
    observations.push(
      shown(`TLS ${number}`, spoken === declared, {
        declared: declared ? "accepted" : "refused",
        observed: spoken ? "accepted" : "refused",
        policies: [isNewest ? "edge-tls-1-3" : "edge-min-tls-version"],
      }),
    );
  }
  return observations;
}

/** Whether a handshake with exactly that version succeeds. */
function speaks({ origins, stack, signal }: Context, version: SecureVersion): Promise<boolean> {
  const { hostname, port } = origins.https;
  return new Promise((resolve) => {
    const socket = connect({
      host: stack.isLocal ? "127.0.0.1" : hostname,
      port: Number(port || 443),
      servername: hostname,
      minVersion: version,
      maxVersion: version,
      // By default OpenSSL refuses to offer the old versions; the test is whether the edge does.
      ciphers: "DEFAULT@SECLEVEL=0",
      rejectUnauthorized: !stack.isLocal,
    });
    const end = (spoken: boolean) => () => {
      socket.destroy();
      resolve(spoken);
    };
    socket.once("secureConnect", end(true));
    socket.once("error", end(false));
    signal.addEventListener("abort", end(false));
  });
}

async function redirectOf(context: Context, settings: Settings): Promise<Observation> {
  const isDeclared = settings.get("always_use_https") === "on";
  const path = context.state.manifest.routes.ready;
  const answer = await context.visitor().ask({ path, secure: false });
  const redirects =
    [301, 308].includes(answer.status) && (answer.headers.location ?? "").startsWith("https://");
  return shown("Plain HTTP", redirects === isDeclared, {
    declared: isDeclared ? "redirected to https" : "answered",
    observed: redirects ? "redirected to https" : `answered ${answer.status}`,
    policies: ["edge-always-https"],
  });
}

async function hstsOf(context: Context, settings: Settings): Promise<Observation> {
  const value = settings.get("security_header");
  const declared = isObject(value) ? value.strict_transport_security : undefined;
  const policies = ["edge-hsts", "edge-hsts-long"];
  if (!isObject(declared)) return unknown("HSTS", "security_header is not declared.", policies);
  const path = context.state.manifest.routes.ready;
  const { headers } = await context.visitor().ask({ path, secure: true });
  const observed = headers["strict-transport-security"];
  const parts = [
    `max-age=${Number(declared.max_age ?? 0)}`,
    ...(declared.include_subdomains === true ? ["includesubdomains"] : []),
    ...(declared.preload === true ? ["preload"] : []),
  ];
  const seen = (observed ?? "").split(";").map((part) => part.trim().toLowerCase());
  const holds =
    declared.enabled === true
      ? parts.length === seen.length && parts.every((part) => seen.includes(part))
      : observed === undefined;
  return shown("HSTS", holds, {
    declared: declared.enabled === true ? parts.join("; ") : "no header",
    observed: observed ?? "no header",
    policies,
  });
}
