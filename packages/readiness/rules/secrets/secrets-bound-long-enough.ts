import { z } from "zod";
import { isUnknown } from "../../plan/value.ts";
import { awaitedBindings } from "../helpers/awaited.ts";
import { eachBindings } from "../helpers/checks.ts";
import { configurable, deployed, notKnown, positive, violation } from "../rule.ts";

export const secretsBoundLongEnough = configurable({
  id: "secrets-bound-long-enough",
  area: "secrets",
  title: "A secret that the Worker is given has 32 characters or more",
  why: "A short secret is one that somebody thought up; the Worker refuses to start with it in production.",
  fix: "Generate it with a Credential.",
  example: { language: "typescript", code: 'secret("WEBHOOK_SECRET", keys.webhook.current)' },
  source: "https://developers.cloudflare.com/workers/configuration/secrets/",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: ["workerVersion"],
  configuration: z.object({ least: positive(32, "Least characters") }),
  judge: (resources, { least }) => {
    const awaited = awaitedBindings(resources);
    return eachBindings(resources, (bindings, version) =>
      bindings
        .filter(({ name, text }) => !(text === "" && awaited.has(String(name))))
        .filter(
          ({ type, name }) =>
            type === "secret_text" && /(SECRET|PEPPER|TOKEN|_KEY)(_PREVIOUS)?$/.test(String(name)),
        )
        .flatMap(({ name, text }) => {
          if (isUnknown(text)) return [notKnown(`Binding ${String(name)}`, version)];
          return typeof text === "string" && text.length >= least
            ? []
            : [violation(`${String(name)} has fewer than ${least} characters.`, version)];
        }),
    );
  },
});
