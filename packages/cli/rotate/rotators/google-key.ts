import { z } from "zod";
import type { Rotator } from "../rotator.ts";
import { credentialIn, secretIn } from "../stack-state.ts";
import { isTakenBy } from "./vendor-key.ts";

const page = "https://console.cloud.google.com/apis/credentials";

/**
 * The reason of https://cloud.google.com/apis/design/errors: a 400 for a key that does not exist,
 * or does not any more.
 */
const reasonSchema = z.object({
  error: z.object({ details: z.array(z.object({ reason: z.string().optional() })) }),
});

/**
 * A key of Google's AI. Any number may be valid at a time, and only the console makes and ends
 * them.
 */
export const googleKey = (name: string): Rotator => ({
  name,
  acceptedBy: "vendor",
  gap: "none in use: both keys work. The one before works until a person ends it at Google.",
  person: {
    madeAt: page,
    form: /^[\w.-]{32,}$/,
    formText: "an API key (32 characters or more, AIza…)",
    toEnd: `delete it at ${page}`,
  },
  present: (state, slot) => secretIn(credentialIn(state, name), slot),
  accepts: ({ environment }, key) =>
    isTakenBy({
      vendor: "Google",
      baseUrl: environment.GOOGLE_GEMINI_BASE_URL ?? "https://generativelanguage.googleapis.com",
      path: "/v1beta/models?pageSize=1",
      headers: { "x-goog-api-key": key },
      // 403: the key may not use this API, which is all that the Worker has it for.
      judge: (status, body) =>
        status === 401 || status === 403 || (status === 400 && isUnknownKey(body))
          ? false
          : undefined,
    }),
});

function isUnknownKey(body: unknown): boolean {
  const { data } = reasonSchema.safeParse(body);
  return (
    data?.error.details.some(
      ({ reason }) => reason === "API_KEY_INVALID" || reason === "API_KEY_EXPIRED",
    ) ?? false
  );
}
