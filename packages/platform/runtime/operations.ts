/** The routes for operating a stack: the manifest passes them to `seaworthy`. */
export const operations = {
  live: { path: "/health/live" },
  ready: { path: "/health/ready" },
  docs: { path: "/docs" },
  generations: { path: "/internal/generations" },
  /** Fails on purpose, if the stack has debug routes. */
  fail: { path: "/debug/error" },
  moveApiKeys: { path: "/internal/api-keys/move" },
} as const;
