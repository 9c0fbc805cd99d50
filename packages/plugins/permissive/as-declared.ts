import { SeaworthyError } from "@seaworthy/core/errors";
import type { ResourceHandler } from "../kit/plugin.ts";
import { sameValue, type Values } from "../kit/values.ts";

/** A resource type that is accepted as the program declares it. */
export function asDeclared(token: string): ResourceHandler {
  return {
    check: ({ news }) => ({ inputs: news, failures: [] }),
    diff: ({ oldInputs, news }) => ({
      changes: isImported(oldInputs)
        ? []
        : [...new Set([...Object.keys(oldInputs), ...Object.keys(news)])]
            .filter((key) => !sameValue(oldInputs[key], news[key]))
            .map((path) => ({ path, kind: "update" as const, replaces: false })),
    }),
    create: async ({ inputs, preview }) => {
      if (!preview) throw onlyPreviews(token);
      return { id: "", outputs: inputs };
    },
    // What a program reads exists, and nothing else is known about it.
    read: async ({ id, inputs = {}, outputs }) => ({ id, inputs, outputs }),
    update: async ({ news, preview }) => {
      if (!preview) throw onlyPreviews(token);
      return news;
    },
    delete: async () => {
      throw onlyPreviews(token);
    },
  };
}

/** What a program imports is there as it declares it: `read` says nothing of its inputs. */
const isImported = (oldInputs: Values): boolean => Object.keys(oldInputs).length === 0;

const onlyPreviews = (token: string): SeaworthyError =>
  new SeaworthyError(
    "UNSUPPORTED",
    `${token} can only be previewed: this plugin is for checks only.`,
  );
