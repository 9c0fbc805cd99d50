import { SeaworthyError } from "@seaworthy/core/errors";
import { ask } from "./ask.ts";

/** Where the platform serves the metrics. */
export const metricsPath = "/metrics";

/**
 * The app's metrics in Prometheus' text format, for operators.
 * @param query such as `?version=<id>`
 */
export async function readMetrics(
  appUrl: string,
  token: string,
  { query = "", headers = {} }: { query?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const response = await ask("The app", `${appUrl}${metricsPath}${query}`, {
    headers: { authorization: `Bearer ${token}`, connection: "close", ...headers },
  });
  if (response.ok) return response.text();
  throw new SeaworthyError(
    "VENDOR_REFUSED",
    `The app answered GET ${metricsPath} with ${response.status}.`,
    { retryable: response.status >= 500 },
  );
}

/** One line of Prometheus' text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const line = /^(\w+)\{(.*)\} ([\d.e+-]+)$/;

/** The samples that have labels; comments and other lines are skipped. */
export function samplesIn(text: string): readonly Sample[] {
  return text.split("\n").flatMap((one) => {
    const [, name, labels = "", number] = line.exec(one) ?? [];
    return name === undefined ? [] : [{ name, labels: labelsOf(labels), value: Number(number) }];
  });
}

const labelsOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]),
  );
