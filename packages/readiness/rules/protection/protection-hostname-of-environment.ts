import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { hostsOf } from "../helpers/edge/served-zones.ts";
import { foreignWord } from "../helpers/environments.ts";
import { deployed, type Finding, notKnown, type Rule, violation } from "../rule.ts";

export const protectionHostnameOfEnvironment: Rule = {
  id: "protection-hostname-of-environment",
  area: "protection",
  title: "The stack does not use another environment's hostname",
  why: "A copied stack file takes over staging's traffic in production, or serves production's name with staging's data.",
  fix: "Set seaworthy:edge.hostname to the host of this environment.",
  example: { language: "yaml", code: "seaworthy:edge:\n  hostname: api.example.com" },
  source: "https://developers.cloudflare.com/workers/wrangler/environments/",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: ["route", "customDomain"],
  judge: (resources, { environment }) =>
    [...ofType(resources, "route"), ...ofType(resources, "customDomain")].flatMap(
      (door): Finding[] => {
        if (isUnknown(door.props.pattern) || isUnknown(door.props.hostname))
          return [notKnown("The host name", door)];
        const [host = ""] = hostsOf(door);
        // The top-level domain is ignored: anyone can use `.dev`.
        const word = foreignWord(host.replace(/\.[^.]+$/, ""), environment);
        return word === undefined
          ? []
          : [violation(`${host} belongs to another environment: its name contains ${word}.`, door)];
      },
    ),
};
