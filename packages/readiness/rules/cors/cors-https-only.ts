import { bindingText, listed } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const corsHttpsOnly: Rule = {
  id: "cors-https-only",
  area: "cors",
  title: "No page served over plain HTTP may call the API",
  why: "An attacker on the network can inject a script into such a page and call the API as its visitor.",
  fix: "Use https origins in seaworthy:app.corsOrigins.",
  example: {
    language: "yaml",
    code: "seaworthy:app:\n  corsOrigins:\n    - https://www.example.com",
  },
  source: "https://zaproxy.org/docs/alerts/40040-3",
  severity: deployed,
  rank: "high",
  scope: "resource",
  subjects: ["workerVersion"],
  judge: bindingText("CORS_ORIGINS", (text = "") => {
    const plain = listed(text).find((one) => /^(?!https:)[a-z][a-z0-9+.-]*:\/\//i.test(one));
    return plain === undefined ? undefined : `The origin ${plain} is not served over HTTPS.`;
  }),
};
