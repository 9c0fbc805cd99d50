import type { PlannedObject } from "../../plan/value.ts";
import { type Known, objectOf, property, type Verdict } from "./checks.ts";

/** Judges the section `auth` of a project's settings, JSON that the provider sends as it is. */
export const authSettings = (verdict: (auth: PlannedObject) => Verdict) =>
  property("supabaseSettings", "auth", (auth: Known) => verdict(objectOf(auth)));

/** The page on which Supabase lists what a project needs before it serves. */
export const goingIntoProd = "https://supabase.com/docs/guides/deployment/going-into-prod";
