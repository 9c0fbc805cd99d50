import { keyOf } from "./mistakes.ts";
import type { Config } from "./schema.ts";

/** What no single key shows: a preview is deleted whole, and holds nothing that others need. */
export function previewMistakes({ preview, environment, edge, database }: Config): string[] {
  const { ref, protect } = database.project;
  if (preview === undefined)
    return edge.zone === "shared"
      ? [`${keyOf(["edge", "zone"])}: must be owned: only a preview shares another stack's zone`]
      : [];
  const wrong: [boolean, string[], string][] = [
    [environment === "prod", ["environment"], "must not be prod in a preview, which is deleted"],
    [
      edge.zone === "owned",
      ["edge", "zone"],
      `must be shared in a preview: stack ${preview.of} holds the zone's rules`,
    ],
    [
      ref !== undefined,
      ["database", "project", "ref"],
      "must not name an existing project in a preview, which gets its own",
    ],
    [protect === true, ["database", "project", "protect"], "must not be true in a preview"],
  ];
  return wrong.flatMap(([is, key, what]) => (is ? [`${keyOf(key)}: ${what}`] : []));
}
