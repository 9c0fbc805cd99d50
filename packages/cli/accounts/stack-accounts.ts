import { SeaworthyError } from "@seaworthy/core/errors";
import { readTextFile } from "@seaworthy/core/text-file";
import { parse } from "yaml";
import { z } from "zod";

const text = z.string().min(1).optional();
const section = <T extends z.ZodRawShape>(shape: T) => z.looseObject(shape).optional();

const sent = section({ destinations: z.array(z.string()).optional() });
const observabilitySchema = section({ logs: sent, traces: sent, logpush: z.unknown().optional() });

const fileSchema = z.looseObject({
  config: z
    .looseObject({
      "seaworthy:app": section({ accountId: text }),
      "seaworthy:edge": section({ zone: text, zoneId: text, hostname: text }),
      "seaworthy:database": section({
        project: section({ organization: text, ref: text, instanceSize: text }),
      }),
      "seaworthy:observability": observabilitySchema,
      "seaworthy:errors": section({ organization: text }),
    })
    .optional(),
});

/** The vendor accounts that a stack file names; others are not checked. */
export interface StackAccounts {
  readonly cloudflare: {
    /** `shared`: another stack holds the zone's settings and rules. */
    readonly zone?: string | undefined;
    readonly accountId?: string | undefined;
    readonly zoneId?: string | undefined;
    readonly hostname?: string | undefined;
    readonly observability?: z.output<typeof observabilitySchema>;
  };
  readonly supabase: {
    readonly organization?: string | undefined;
    readonly ref?: string | undefined;
    readonly instanceSize?: string | undefined;
  };
  readonly sentry: { readonly organization?: string | undefined };
}

/** Throws CONFIG_INVALID for an invalid stack file. */
export function stackAccounts(file: string): StackAccounts {
  const source = readTextFile(file, {
    code: "CONFIG_INVALID",
    what: "The stack file",
    fix: "Nothing was changed.",
  });
  const parsed = fileSchema.safeParse(parse(source));
  if (!parsed.success)
    throw new SeaworthyError("CONFIG_INVALID", `${file} is not a stack file. Nothing was changed.`);
  const config = parsed.data.config ?? {};
  return {
    cloudflare: {
      ...{ ...config["seaworthy:app"], ...config["seaworthy:edge"] },
      observability: config["seaworthy:observability"],
    },
    supabase: { ...config["seaworthy:database"]?.project },
    sentry: { ...config["seaworthy:errors"] },
  };
}
