import { z } from "zod";

/** The engine's name for a resource: `urn:pulumi:<stack>::<project>::<type>::<name>`. */
export const urn = z.string().startsWith("urn:pulumi:");
