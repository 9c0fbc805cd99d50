import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { identityOf, textPathOf } from "../helpers/awaited/awaited-texts.ts";
import { bindingText, eachBindings, violationOf } from "../helpers/checks.ts";
import { deployed, notKnown, type Rule } from "../rule.ts";

export const workerTokenIssuerChecked: Rule = {
  id: "worker-token-issuer-checked",
  area: "worker",
  title: "Tokens are accepted from one issuer, for one audience",
  why: "Otherwise a token that the same key signed for another service or environment is accepted here.",
  fix: "Set seaworthy:app.tokens.issuer to an https address, and audience.",
  example: {
    language: "yaml",
    code: "seaworthy:app:\n  tokens:\n    issuer: https://{ref}.supabase.co/auth/v1\n    audience: authenticated",
  },
  source: "https://supabase.com/docs/going-into-prod",
  severity: deployed,
  rank: "high",
  scope: "resource",
  subjects: ["workerVersion"],
  applies: ({ app }) => app !== undefined,
  judge: (resources) => [
    ...eachBindings(resources, (bindings, version) =>
      ["JWT_ISSUER", "JWKS_URL"].flatMap((name) => {
        const bound = bindings.find((one) => one.name === name);
        if (bound === undefined && name === "JWKS_URL") return [];
        const text = bound && identityOf(version, textPathOf(bindings, bound), bound.text);
        if (isUnknown(bound?.text) && text === undefined)
          return [notKnown(`Binding ${name}`, version)];
        return violationOf(mistakeIn(name, text ?? "", resources), version, { subject: name });
      }),
    ),
    ...bindingText("JWT_AUDIENCE", (text) =>
      text === undefined || text === "" ? "No audience is bound." : undefined,
    )(resources),
  ],
};

function mistakeIn(
  name: string,
  text: string,
  resources: readonly PlannedResource[],
): string | undefined {
  if (!text.startsWith("https://"))
    return name === "JWT_ISSUER"
      ? "No issuer with an https address is bound."
      : "The issuer's keys are not read by https.";
  const [, ref] = /^https:\/\/([a-z]{20})\.supabase\.co\//.exec(text) ?? [];
  if (ref === undefined) return undefined;
  const own = refsOf(resources);
  return own.length === 0 || own.includes(ref)
    ? undefined
    : `${name} is of the project ${ref}, which this program does not have.`;
}

/** References of the program's projects, as far as known; "" for one that is not known yet. */
const refsOf = (resources: readonly PlannedResource[]): string[] => [
  ...ofType(resources, "supabaseProject").map(({ props }) => textOf(props.id)),
  ...[...ofType(resources, "supabaseSettings"), ...ofType(resources, "pooler")].map(({ props }) =>
    textOf(props.projectRef),
  ),
];

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
