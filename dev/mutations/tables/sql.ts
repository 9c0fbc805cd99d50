import { breaks, migration } from "../edits.ts";

export const sql = (rule: string | readonly string[], what: string, text: string, line?: string) =>
  breaks(rule, what, migration(text), line === undefined ? {} : { line });
/** A table that breaks no rule. */
export const table = (name: string, columns = "body text not null") =>
  `create table public.${name} (id uuid primary key, owner_id uuid not null default auth.uid(), ${columns});\nalter table public.${name} enable row level security, force row level security;\nrevoke all on table public.${name} from public, anon, authenticated;\ngrant select on public.${name} to service_role;\n`;
