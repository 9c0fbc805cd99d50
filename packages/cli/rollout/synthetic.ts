const atOnce = 4;
const limitMs = 15_000;

export interface SyntheticRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Sends that many requests, a few concurrently, each on its own connection. The app counts its
 * responses; requests without a response are not counted.
 */
export async function sendAll(requests: readonly SyntheticRequest[], count: number): Promise<void> {
  let sent = 0;
  const sender = async () => {
    while (sent < count) {
      const request = requests[sent % requests.length];
      sent += 1;
      if (request === undefined) return;
      const headers = { ...request.headers, connection: "close" };
      const signal = AbortSignal.timeout(limitMs);
      await fetch(request.url, { headers, signal, redirect: "manual" })
        .then((response) => response.arrayBuffer())
        .catch(() => undefined); // only the app's own numbers are compared
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
}
