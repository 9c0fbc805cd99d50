import type { AdapterLimits } from "../../adapter.ts";
import type { Certificate } from "../../certificate.ts";
import type { RedisDatabasePorts } from "../../wire/ports.ts";
import type { Credentials } from "../rest-token.ts";

/** What a database's endpoints are made of; it is kept, to make them again after a crash. */
export interface EndpointSettings {
  readonly ports: RedisDatabasePorts;
  readonly credentials: readonly Credentials[];
  readonly limits: AdapterLimits;
  /** Keeps the sync tokens of one run of the server apart from those of the next. */
  readonly startMs: number;
}

/** Messages to the endpoint of one database. */
export type EndpointCall =
  | { readonly kind: "open"; readonly settings: EndpointSettings }
  | { readonly kind: "listen"; readonly certificate: Certificate | undefined }
  | { readonly kind: "limits"; readonly limits: AdapterLimits }
  /** These tokens count and no others. */
  | { readonly kind: "replace"; readonly credentials: readonly Credentials[] }
  /** Tokens that are not among these stop counting; no other begins to. */
  | { readonly kind: "keepOnly"; readonly credentials: readonly Credentials[] }
  | { readonly kind: "close" };

/** An ACL command, which the store's owner runs. */
interface AclRequest {
  readonly command: readonly string[];
  readonly username: string;
}

/** To the thread. */
export type ToThread =
  | {
      readonly type: "call";
      readonly id: number;
      readonly database: string;
      readonly call: EndpointCall;
    }
  | { readonly type: "acl-reply"; readonly id: number; readonly reply: Sent };

/** From the thread. */
export type FromThread =
  | { readonly type: "done"; readonly id: number; readonly problem?: string }
  | {
      readonly type: "acl";
      readonly id: number;
      readonly database: string;
      readonly request: AclRequest;
    }
  | { readonly type: "log"; readonly line: string };

/** A reply of Redis as it crosses between threads, where a Buffer arrives as plain bytes. */
export type Sent =
  | { readonly error: string; readonly ofRedis: boolean }
  | { readonly value: SentValue };
export type SentValue = Uint8Array | string | null | readonly SentValue[];
