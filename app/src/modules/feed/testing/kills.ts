import { compareLedger, namesOf } from "../../../../testing/kills/compare.ts";
import { jsonRequest } from "../../../../testing/kills/request.ts";
import type { KillWorkload } from "../../../../testing/kills/workload.ts";

const postBody = (n: number) => `post ${n} under kills`;

/** Posts without an idempotency key: what got no response is not sent again. */
export const kills: KillWorkload = () => ({
  open: async ({ send, stack: { admin } }) => ({
    writers: [
      {
        name: "posts",
        repeats: false,
        send: async (n) =>
          (await send("/rest/posts", await jsonRequest({ body: postBody(n) }))).status === 201,
      },
    ],
    audit: async (ledgers) => [
      compareLedger(
        ledgers,
        "posts",
        postBody,
        await namesOf(admin`select body as name from posts`),
      ),
    ],
  }),
});
