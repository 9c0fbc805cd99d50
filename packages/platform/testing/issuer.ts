import { once } from "node:events";
import { createServer } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export interface Issuer {
  readonly jwksUrl: string;
  /** Replaces the signing key with a new one under another id. */
  rotate(): Promise<void>;
  /** A token signed with the current key. */
  token(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** How often its keys were requested. */
  asked(): number;
  close(): void;
}

/** Signs tokens with ES256 and publishes the public key over HTTP, like an identity provider. */
export async function startIssuer(): Promise<Issuer> {
  let generation = 0;
  let asked = 0;
  const make = async () => ({
    kid: `key-${++generation}`,
    pair: await generateKeyPair("ES256", { extractable: true }),
  });
  let current = await make();
  const server = createServer(async (_request, response) => {
    asked++;
    const key = {
      ...(await exportJWK(current.pair.publicKey)),
      kid: current.kid,
      alg: "ES256",
      use: "sig",
    };
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ keys: [key] }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    jwksUrl: `http://127.0.0.1:${port}/auth/v1/.well-known/jwks.json`,
    rotate: async () => {
      current = await make();
    },
    token: (claims) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: "ES256", kid: current.kid })
        .sign(current.pair.privateKey),
    asked: () => asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
