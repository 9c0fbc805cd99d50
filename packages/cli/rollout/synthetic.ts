const atOnce = 4;
const limitMs = 15_000;
/** The versions are compared between two rounds, so a round is short. */
const roundMs = 5_000;

export interface SyntheticRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Sends up to that many requests, a few concurrently, each on its own connection: as many as a
 * round has time for, none after an interruption. The app counts its responses; requests without a
 * response are not counted.
 */
export async function sendRound(
  requests: readonly SyntheticRequest[],
  count: number,
  interrupted: AbortSignal,
  now = () => performance.now(),
): Promise<void> {
  const end = now() + roundMs;
  let sent = 0;
  const sender = async () => {
    while (sent < count && now() < end && !interrupted.aborted) {
      const request = requests[sent % requests.length];
      sent += 1;
      if (request === undefined) return;
      const headers = { ...request.headers, connection: "close" };
      const signal = AbortSignal.any([interrupted, AbortSignal.timeout(limitMs)]);
      await fetch(request.url, { headers, signal, redirect: "manual" })
        .then((response) => response.arrayBuffer())
        .catch(() => undefined); // only the app's own numbers are compared
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
}
