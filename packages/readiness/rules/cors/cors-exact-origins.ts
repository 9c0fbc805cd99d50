import { bindingText, listed } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const corsExactOrigins: Rule = {
  id: "cors-exact-origins",
  area: "cors",
  title: "Only listed origins may call the API from a browser",
  why: "A wildcard lets any page read responses with its visitor's rights. An overly broad pattern does the same.",
  fix: "List exact https origins in seaworthy:app.corsOrigins.",
  example: {
    language: "yaml",
    code: "seaworthy:app:\n  corsOrigins:\n    - https://www.example.com",
  },
  source:
    "https://codeql.github.com/codeql-query-help/javascript/js-cors-misconfiguration-for-credentials",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["workerVersion"],
  judge: bindingText("CORS_ORIGINS", (text = "") => {
    const origins = listed(text);
    const open = origins.find(isAnyPage);
    if (open !== undefined) return `Any page may call the API: ${open}.`;
    const strange = origins.find((one) => !isOrigin(one));
    return strange === undefined
      ? undefined
      : `${strange} is not an origin, which is a scheme, a host and at most a port.`;
  }),
};

/** The wildcard stands for a whole host or for its ending, which anyone can register. */
const isAnyPage = (one: string): boolean =>
  one === "*" ||
  one.toLowerCase() === "null" ||
  /^[a-z*]+:\/\/(\*\.?[^.]*|.*\*)$/i.test(one.replace(/:\d+$/, ""));

/** Wildcards of subdomains are origins here: whether they may call is a rule of its own. */
function isOrigin(one: string): boolean {
  const host =
    /^[a-z][a-z0-9+.-]*:\/\/(?:\*\.)?((?:[\p{L}\p{N}_-]+\.)*[\p{L}\p{N}_-]+(?::\d+)?|\[.*)$/iu.exec(
      one,
    )?.[1];
  return host !== undefined && URL.canParse(`https://${host}`);
}
