import type { SteadyRequest } from "@seaworthy/stack/testing/steady-request";

export const steadyRequests: readonly SteadyRequest[] = [
  {
    route: "anonymous reads the feed",
    from: "anonymous",
    path: "/rest/feed?limit=10",
    expected: 200,
  },
  {
    route: "new session reads the feed",
    from: "new session",
    path: "/rest/feed?limit=5",
    expected: 200,
  },
  {
    route: "old session reads the feed",
    from: "old session",
    path: "/rest/feed?limit=3",
    expected: 200,
  },
  {
    route: "new person writes a post",
    from: "new session",
    path: "/rest/posts",
    body: { body: "steady load", visibility: "public" },
    expected: 201,
  },
];
