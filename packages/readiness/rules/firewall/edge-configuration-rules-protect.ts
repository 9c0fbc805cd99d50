import { valueAt } from "../../plan/value.ts";
import { type EdgeRule, rulesOfPhase } from "../helpers/edge/edge-rules.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const edgeConfigurationRulesProtect: Rule = {
  id: "edge-configuration-rules-protect",
  area: "edge",
  title: "No configuration rule weakens the zone's settings for some requests",
  why: "A configuration rule overrides the zone's settings for the requests that it matches: it can reach the origin without checking its certificate or lower the security level while the zone's own settings look right.",
  fix: "Remove the setting from the configuration rule, or set it to the zone's own value.",
  example: {
    language: "typescript",
    code: '{ action: "set_config", expression: \'starts_with(http.request.uri.path, "/docs/")\', actionParameters: { ssl: "strict", rocketLoader: true } }',
  },
  source: "https://developers.cloudflare.com/rules/configuration-rules/settings/",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["ruleset"],
  judge: (resources) => {
    const { rules, findings } = rulesOfPhase(resources, "http_config_settings");
    const weak = rules.flatMap((rule) =>
      weaknessesOf(rule).map((said) =>
        violation(`Rule ${rule.ref} ${said}.`, rule.ruleset, {
          subject: `${rule.ref}: ${said}`,
          item: rule.ref,
        }),
      ),
    );
    return [...findings, ...weak];
  },
};

const weaknessesOf = ({ declared }: EdgeRule): string[] =>
  weakSettings.flatMap(([setting, values, said]) => {
    const value = valueAt(declared, "actionParameters", setting);
    return values.includes(String(value)) ? [said] : [];
  });

const weakSettings: readonly (readonly [string, readonly string[], string])[] = [
  ["ssl", ["off", "flexible", "full"], "reaches the origin without checking its certificate"],
  ["securityLevel", ["off", "essentially_off"], "lowers the security level to nothing"],
  ["bic", ["false"], "switches the browser integrity check off"],
];
