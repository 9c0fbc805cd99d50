import { AppError } from "@seaworthy/platform/errors/errors";
import { z } from "zod";
import type { Embedder } from "./embedder.ts";

/** https://developers.cloudflare.com/workers-ai/models/bge-base-en-v1.5/ */
const model = "@cf/baai/bge-base-en-v1.5";
const answer = z.object({ data: z.array(z.array(z.number()).min(1)) });

/** The part of the binding that is used. */
export interface WorkersAi {
  run(model: string, input: { readonly text: readonly string[] }): Promise<unknown>;
}

export const isWorkersAi = (value: unknown): value is WorkersAi =>
  typeof value === "object" && value !== null && "run" in value;

/** Embeds with Cloudflare's model. Throws UPSTREAM_FAILED. */
export function workersAi(ai: WorkersAi): Embedder {
  return {
    model,
    mostTexts: 100,
    embed: async (texts) => {
      if (texts.length === 0) return [];
      const { data } = answer.safeParse(await run(ai, texts));
      if (data?.data.length === texts.length) return data.data;
      throw failed(new AppError("UPSTREAM_FAILED", `${model} did not return a vector per text`));
    },
  };
}

async function run(ai: WorkersAi, text: readonly string[]): Promise<unknown> {
  try {
    return await ai.run(model, { text });
  } catch (thrown) {
    throw failed(thrown);
  }
}

const failed = (cause: unknown) =>
  new AppError("UPSTREAM_FAILED", "The texts could not be compared. Try again later.", {
    cause,
    retryable: true,
  });
