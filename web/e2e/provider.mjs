// A certified provider of identities (npm oidc-provider) for browser tests. Its page asks for an identity number, a name
// and a level; whoever signs in there is believed.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { once } from "node:events";
import Provider from "oidc-provider";

const CLIENT = { id: "nhatle", secret: "a secret of tests only" };
const LEVELS = ["loa1", "loa2", "loa3"];
const PERSONS = new Map();

function configuration(base) {
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  return {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [`${base}/sign-in/with/test/back`],
        response_types: ["code"],
        grant_types: ["authorization_code"],
        backchannel_logout_uri: `${base}/hooks/oidc/test/logout`,
        backchannel_logout_session_required: true,
      },
    ],
    jwks: { keys: [{ ...key, kid: "e2e", alg: "RS256", use: "sig" }] },
    cookies: { keys: [randomBytes(16).toString("hex")] },
    scopes: ["openid", "identity"],
    claims: { openid: ["sub"], identity: ["identity_number", "name"], acr: null, auth_time: null, iss: null, sid: null },
    acrValues: LEVELS,
    // The names of the person stand in the ID token, not only at the userinfo endpoint.
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, end) => {
          ctx.body = `${end}<button type="submit" form="op.logoutForm" name="logout" value="yes">Đăng xuất</button>`;
        },
      },
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    // By itself it sends nothing to this machine's own addresses, where the program of the test listens.
    fetch: (address, { dispatcher: _guarded, ...options }) => globalThis.fetch(address, options),
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...PERSONS.get(id) }) }),
    // Nobody is asked for consent here.
    async loadExistingGrant(ctx) {
      const { client, session, provider } = ctx.oidc;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope("openid identity");
      grant.addOIDCClaims(["acr", "auth_time", "sid", "sub"]);
      await grant.save();
      return grant;
    },
  };
}

function form(uid) {
  const levels = LEVELS.map((level) => `<option>${level}</option>`).join("");
  return `<!doctype html><html lang="vi"><title>Định danh mẫu</title><form method="post" action="/interaction/${uid}">
<label>Số định danh <input name="number"></label><label>Họ tên <input name="name"></label>
<label>Mức <select name="level">${levels}</select></label><button type="submit">Xác nhận</button></form></html>`;
}

async function body(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return new URLSearchParams(text);
}

async function interact(provider, request, response) {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.method !== "POST") {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    response.end(form(uid));
    return;
  }
  const typed = await body(request);
  const number = typed.get("number");
  const id = `person-${number}`;
  PERSONS.set(id, { identity_number: number, name: typed.get("name") });
  const result = { login: { accountId: id, acr: typed.get("level") } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

/** Starts the provider on its issuer, for the program at base; gives what ends it. */
export async function startProvider(issuer, base) {
  const provider = new Provider(issuer, configuration(base));
  const answer = provider.callback();
  const server = createServer((request, response) => {
    if (!request.url.startsWith("/interaction/")) return answer(request, response);
    return interact(provider, request, response).catch((error) => {
      response.writeHead(500, { "content-type": "text/plain" });
      response.end(String(error));
    });
  });
  const { hostname, port } = new URL(issuer);
  server.listen(Number(port), hostname);
  await once(server, "listening");
  return () => {
    server.closeAllConnections();
    server.close();
  };
}
