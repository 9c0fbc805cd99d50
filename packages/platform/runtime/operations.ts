/** Paths of the routes by which a stack is operated: `seaworthy` is told them by the manifest. */
export const operations = {
  live: "/health/live",
  ready: "/health/ready",
  generations: "/internal/generations",
  moveApiKeys: "/internal/api-keys/move",
} as const;
