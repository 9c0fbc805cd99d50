import { isUnknown, type PlannedObject } from "../../plan/value.ts";
import { awaitedBindings } from "../helpers/awaited.ts";
import { eachBindings } from "../helpers/checks.ts";
import { deployed, notKnown, type Rule, violation } from "../rule.ts";

export const secretsDistinct: Rule = {
  id: "secrets-distinct",
  area: "secrets",
  title: "No two secrets of the Worker are the same",
  why: "One that leaks then opens two doors, and neither can be replaced alone.",
  fix: "Give each its own Credential.",
  example: {
    language: "typescript",
    code: 'new Credential("sending-key", { purpose: "signs webhooks", bytes: 48 });',
  },
  source: "https://supabase.com/docs/going-into-prod",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: ["workerVersion"],
  judge: (resources) => {
    const awaited = awaitedBindings(resources);
    return eachBindings(resources, (bindings, version) => {
      const isGiven = ({ name, text }: PlannedObject) =>
        !(text === "" && awaited.has(String(name)));
      const secrets = bindings.filter(({ type }) => type === "secret_text").filter(isGiven);
      const hidden = secrets.filter(({ text }) => isUnknown(text)).map(({ name }) => String(name));
      // A key and its previous one are the same while no rotation goes on.
      const current = secrets.filter(({ name }) => !String(name).endsWith("_PREVIOUS"));
      const groups = [...Map.groupBy(current, ({ text }) => text)].filter(
        ([text, same]) => typeof text === "string" && same.length > 1,
      );
      return [
        ...(hidden.length === 0 ? [] : [notKnown(`What ${hidden.join(", ")} hold`, version)]),
        ...groups.map(([, same]) =>
          violation(`${same.map(({ name }) => String(name)).join(" and ")} are the same.`, version),
        ),
      ];
    });
  },
};
