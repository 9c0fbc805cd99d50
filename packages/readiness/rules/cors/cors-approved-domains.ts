import { ofType } from "../../plan/resource.ts";
import { isUnknown, type PlannedValue, valueAt } from "../../plan/value.ts";
import { bindingText, listed } from "../helpers/checks.ts";
import { isSecondLevel } from "../helpers/second-levels.ts";
import { deployed, type Facts, type Rule, violation } from "../rule.ts";

export const corsApprovedDomains: Rule = {
  id: "cors-approved-domains",
  area: "cors",
  title: "Only pages on approved domains may call the API",
  why: "An origin is one line in a pull request, and one wrong line among ten is easily missed. It lets pages on another party's domain read what your signed-in visitors see.",
  fix: "Remove the origin from seaworthy:app.corsOrigins, or add its domain to seaworthy:app.approvedDomains.",
  example: {
    language: "yaml",
    code: "seaworthy:app:\n  approvedDomains:\n    - example.com\n  corsOrigins:\n    - https://www.example.com",
  },
  source:
    "https://developer.mozilla.org/en-US/docs/Web/Security/Practical_implementation_guides/CORS",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: ["workerVersion"],
  needs: ["config"],
  applies: ({ app }) => app !== undefined,
  judge: (resources, { config }) => {
    const approved = approvedDomains(config);
    const shared = approved.find(isShared);
    if (shared !== undefined) {
      const said = `The approved domain ${shared} belongs to everyone who registers a name under it.`;
      const configKey = `seaworthy:app.approvedDomains.${approved.indexOf(shared)}`;
      return [violation(said, ofType(resources, "workerVersion")[0], { configKey })];
    }
    return bindingText("CORS_ORIGINS", (text = "") => {
      const strange = listed(text).find((one) => isOrigin(one) && !isWithin(one, approved));
      if (strange === undefined) return undefined;
      return approved.length === 0
        ? `No domains are approved, yet ${strange} may call the API.`
        : `${strange} is not on an approved domain (${approved.join(", ")}).`;
    })(resources);
  },
};

function approvedDomains(config: Facts["config"]): readonly string[] {
  const declared: PlannedValue = valueAt(config, "seaworthy:app", "approvedDomains");
  return Array.isArray(declared) && !isUnknown(declared)
    ? declared.map((one) => String(one).toLowerCase())
    : [];
}

/** Hosts that give each project of anyone a name. */
const hosting = new Set(
  [
    "github.io gitlab.io pages.dev workers.dev web.app firebaseapp.com vercel.app netlify.app",
    "fly.dev r2.dev deno.dev herokuapp.com onrender.com up.railway.app surge.sh replit.app",
    "azurewebsites.net cloudfront.net amazonaws.com ngrok.io ngrok-free.app lovable.app",
  ].flatMap((line) => line.split(" ")),
);

/** Whether anyone can have a name under that ending. */
const isShared = (domain: string): boolean =>
  !domain.includes(".") || isSecondLevel(domain) || hosting.has(domain);

/** Wildcards for any page are reported by cors-exact-origins. */
const isOrigin = (text: string): boolean => /^https?:\/\/[^/*]|^https?:\/\/\*\.[^.]+\./i.test(text);

function isWithin(origin: string, approved: readonly string[]): boolean {
  const host = origin
    .replace(/^https?:\/\//i, "")
    .replace(/^\*\./, "")
    .replace(/:\d+$/, "")
    .toLowerCase();
  return approved.some((domain) => host === domain || host.endsWith(`.${domain}`));
}
