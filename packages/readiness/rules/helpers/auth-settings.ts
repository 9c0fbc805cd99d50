import type { PlannedObject } from "../../plan/value.ts";
import { type Known, objectOf, property, type Verdict } from "./checks.ts";

/** Judges the `auth` section of a project's settings, JSON that the provider sends unchanged. */
export const authSettings = (verdict: (auth: PlannedObject) => Verdict) =>
  property("supabaseSettings", "auth", (auth: Known) => verdict(objectOf(auth)));

/** Supabase's checklist for going into production. */
export const goingIntoProd = "https://supabase.com/docs/guides/deployment/going-into-prod";
