import { isCancel, text } from "@clack/prompts";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { StackValues } from "./stack-file.ts";

const questions: Readonly<Record<keyof StackValues, string>> = {
  environment: "Environment, which decides the policies (staging or prod)",
  service: "Short name of the service",
  owner: "Who owns the secrets",
  contact: "Whom to call when something is wrong (mailto:, tel: or https:)",
  hostname: "Host name of the app (api.example.com)",
  zoneId: "Cloudflare zone id (left empty: found by the host name)",
  accountId: "Cloudflare account id (left empty: that of the zone)",
  supabaseOrganization: "Supabase organization (the slug in the dashboard's address)",
  region: "Supabase region",
  sentryOrganization: "Sentry organization (the slug in its address)",
};

/**
 * Prompts for values not given as options, with the file's values as defaults; without a terminal
 * it does not prompt.
 */
export async function askValues(typed: StackValues, usual: StackValues): Promise<StackValues> {
  if (!(process.stdin.isTTY && process.stderr.isTTY)) return typed;
  const answers: Record<string, string | undefined> = { ...typed };
  for (const [name, message] of Object.entries(questions)) {
    const key = name as keyof StackValues;
    if (typed[key] !== undefined) continue;
    const initialValue = usual[key] ?? "";
    const answer = await text({ message, initialValue, output: process.stderr });
    if (isCancel(answer)) throw new SeaworthyError("USAGE", "Cancelled. Nothing was changed.");
    if (answer !== "") answers[name] = answer;
  }
  return answers;
}
