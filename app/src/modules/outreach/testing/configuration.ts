/** What this module is configured with in tests: receivers of webhooks are on this machine. */
export const configuration = { webhooks: { loopback: true } };
