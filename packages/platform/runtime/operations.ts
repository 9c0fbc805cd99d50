/** The routes by which a stack is operated: `seaworthy` is told of them by the manifest. */
export const operations = {
  live: { path: "/health/live" },
  ready: { path: "/health/ready" },
  docs: { path: "/docs" },
  generations: { path: "/internal/generations" },
  /** Fails on purpose, where the stack has debug routes. */
  fail: { path: "/debug/error" },
  moveApiKeys: { path: "/internal/api-keys/move" },
} as const;
