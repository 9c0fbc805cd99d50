import { objectsIn } from "@seaworthy/readiness/plan/value";
import type { Context } from "../context.ts";
import { type Experiment, type Observation, shown, unknown } from "../experiment.ts";
import { publicReads } from "../http/samples.ts";

const binding = "CORS_ORIGINS";

export const corsOrigins: Experiment = {
  id: "cors",
  title: "Browsers may read answers from the declared origins, and from no other",
  effect: "read-only",
  policies: [
    ...["cors-exact-origins", "cors-origins-declared", "cors-approved-domains"],
    ...["cors-not-set-by-edge", "cors-no-wildcard-subdomains"],
  ],
  seconds: 60,
  run: async (context) => {
    const declared = declaredOrigins(context);
    if (declared === undefined) return [unknown("CORS", `No version declares ${binding}.`)];
    const path = publicReads(context)[0]?.path ?? context.state.manifest.routes.ready;
    const observations: Observation[] = [];
    for (const origin of declared.map(sampleOf))
      observations.push(...(await tryOrigin(context, path, origin, true)));
    for (const origin of foreign(declared))
      observations.push(...(await tryOrigin(context, path, origin, false)));
    return observations;
  },
};

function declaredOrigins(context: Context): readonly string[] | undefined {
  const texts = context
    .declared("workerVersion", [`bindings[${binding}]`])
    .flatMap(({ props }) => objectsIn(props.bindings))
    .filter(({ name }) => name === binding)
    .map(({ text }) => String(text));
  return texts[0]?.split(",").map((one) => one.trim());
}

const sampleOf = (origin: string): string => origin.replace("://*.", "://any.");

/** Origins that are almost a declared one, and an unrelated one. */
function foreign(declared: readonly string[]): readonly string[] {
  const near = declared.map(sampleOf).flatMap((origin) => {
    const { protocol, hostname, host } = new URL(origin);
    const other = protocol === "https:" ? "http:" : "https:";
    return [
      `${protocol}//${host}.attacker.example`,
      `${protocol}//attacker-${hostname}`,
      `${other}//${host}`,
      `${protocol}//${hostname}:4443`,
    ];
  });
  const all = ["https://attacker.example", "null", ...near];
  return [...new Set(all)].filter((one) => !declared.includes(one));
}

/** A read with that origin, and the preflight that a browser sends before a write. */
async function tryOrigin(
  context: Context,
  path: string,
  origin: string,
  isDeclared: boolean,
): Promise<readonly Observation[]> {
  const visitor = context.visitor();
  const preflight = { origin, "access-control-request-method": "POST" };
  const answers = {
    "a read": await visitor.ask({ path, headers: { origin } }),
    "a preflight": await visitor.ask({ method: "OPTIONS", path, headers: preflight }),
  };
  return Object.entries(answers).map(([kind, { headers }]) => {
    const allowed = headers["access-control-allow-origin"];
    return shown(
      `${kind} from ${origin}`,
      isDeclared ? allowed === origin : !opens(allowed, origin),
      {
        declared: isDeclared ? "allowed" : "not allowed",
        observed:
          allowed === undefined ? "no Access-Control-Allow-Origin" : `allowed for ${allowed}`,
      },
    );
  });
}

const opens = (allowed: string | undefined, origin: string): boolean =>
  allowed === "*" || allowed === origin;
