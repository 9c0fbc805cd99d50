import { request } from "node:http";

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
}

/** From its own loopback address, so that other tests' requests are not counted. */
export async function requestBurst(
  url: string,
  count: number,
  localAddress: string,
): Promise<Answer[]> {
  const one = () =>
    new Promise<Answer>((resolve, reject) => {
      const { hostname: _host, ...target } = { ...new URL(url), hostname: "" };
      const { port, pathname, search } = new URL(url);
      request(
        {
          ...target,
          host: "127.0.0.1",
          port,
          path: pathname + search,
          localAddress,
          headers: { host: new URL(url).host },
        },
        (response) => {
          response
            .resume()
            .once("end", () =>
              resolve({ status: response.statusCode ?? 0, headers: response.headers }),
            );
        },
      )
        .once("error", reject)
        .end();
    });
  const answers: Answer[] = [];
  for (let sent = 0; sent < count; sent += 10)
    answers.push(...(await Promise.all(Array.from({ length: Math.min(10, count - sent) }, one))));
  return answers;
}
