// form[data-passkey]: asks the browser for a passkey, then sends what it gave. The sentences are the page's own, in
// [data-passkey-say]; where there is no script or no passkey, "none" stays and says what to do instead.
import { all, onContent } from "./dom";

/** What the server wants, bytes as base64url. */
interface Asked {
  rp: string;
  origins: string[];
  challenge: string;
  credentials: string[];
  verification: UserVerificationRequirement;
  /** Of a new passkey only. */
  algorithms?: number[];
  site?: string;
  user?: { id: string; name: string };
}

type Fields = Record<string, string>;

let asking: HTMLFormElement | null = null;

function bytes(text: string): ArrayBuffer {
  const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const made = new Uint8Array(new ArrayBuffer(raw.length));
  for (let at = 0; at < raw.length; at += 1) made[at] = raw.charCodeAt(at);
  return made.buffer;
}

function text(buffer: ArrayBuffer | null): string {
  let raw = "";
  for (const byte of new Uint8Array(buffer ?? new ArrayBuffer(0))) raw += String.fromCharCode(byte);
  return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function known(asked: Asked): PublicKeyCredentialDescriptor[] {
  return asked.credentials.map((id) => ({ type: "public-key", id: bytes(id) }));
}

async function make(asked: Asked, user: { id: string; name: string }): Promise<Fields> {
  const made = await navigator.credentials.create({
    publicKey: {
      rp: { id: asked.rp, name: asked.site ?? asked.rp },
      user: { id: bytes(user.id), name: user.name, displayName: user.name },
      challenge: bytes(asked.challenge),
      pubKeyCredParams: (asked.algorithms ?? []).map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: known(asked),
      authenticatorSelection: { residentKey: "preferred", userVerification: asked.verification },
      attestation: "none",
    },
  });
  const response = made instanceof PublicKeyCredential ? made.response : null;
  if (!(response instanceof AuthenticatorAttestationResponse)) throw new Error("no passkey was made");
  return { client: text(response.clientDataJSON), attestation: text(response.attestationObject) };
}

async function use(asked: Asked): Promise<Fields> {
  const used = await navigator.credentials.get({
    publicKey: {
      rpId: asked.rp,
      challenge: bytes(asked.challenge),
      allowCredentials: known(asked),
      userVerification: asked.verification,
    },
  });
  const response = used instanceof PublicKeyCredential ? used.response : null;
  if (!(used instanceof PublicKeyCredential) || !(response instanceof AuthenticatorAssertionResponse)) {
    throw new Error("no passkey was given");
  }
  return {
    credential: text(used.rawId),
    client: text(response.clientDataJSON),
    data: text(response.authenticatorData),
    signature: text(response.signature),
    holder: text(response.userHandle),
  };
}

function write(form: HTMLFormElement, fields: Fields): void {
  for (const [name, value] of Object.entries(fields)) {
    let input = form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
    if (!input) {
      input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      form.append(input);
    }
    input.value = value;
  }
}

/** Shows one of the page's sentences, or none. */
function say(which: string): void {
  for (const part of all("[data-passkey-say]")) part.hidden = part.dataset["passkeySay"] !== which;
}

function asked(form: HTMLFormElement): Asked {
  return JSON.parse(form.dataset["passkey"] ?? "") as Asked;
}

async function ask(form: HTMLFormElement): Promise<void> {
  asking = form;
  say("");
  try {
    const wanted = asked(form);
    write(form, wanted.user ? await make(wanted, wanted.user) : await use(wanted));
    form.submit();
  } catch (error) {
    asking = null;
    say(error instanceof DOMException && error.name === "InvalidStateError" ? "known" : "stopped");
  }
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-passkey]")) return;
  event.preventDefault();
  // One question at a time: a browser gives up the first when it is asked again.
  if (!asking) void ask(form);
}

function open(form: HTMLFormElement): void {
  const isHere = asked(form).origins.includes(location.origin);
  form.hidden = !isHere;
  say(isHere ? "" : "elsewhere");
}

export function startPasskeys(): void {
  if (typeof window.PublicKeyCredential !== "function") return;
  document.addEventListener("submit", onSubmit);
  window.addEventListener("pageshow", () => (asking = null));
  onContent((root) => {
    for (const form of all<HTMLFormElement>("form[data-passkey]", root)) open(form);
  });
}
