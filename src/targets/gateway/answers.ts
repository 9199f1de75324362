import { header, type HttpAnswer, type HttpResult } from "../../core/probe-answer.ts";

/**
 * How the AI gateway speaks: its health route, its own refusals, and what other things answer in its place. Texts are those of the
 * gateway's authentication middleware and of FastAPI.
 */

export type Form = "good" | "html" | "json" | "text" | "empty" | "redirect" | "none";

/** GET /monitoring/healthz of a gateway: 200 with exactly an empty object. */
export function isGoodHealth(result: HttpResult): boolean {
  return result.kind === "answer" && result.status === 200 && result.end === "complete" && result.body.trim() === "{}";
}

export function formOf(result: HttpResult): Form {
  if (result.kind === "failure") return "none";
  if (isGoodHealth(result)) return "good";
  if (result.status >= 300 && result.status < 400 && header(result, "location") !== undefined) return "redirect";
  if (result.body.trim() === "") return "empty";
  const type = header(result, "content-type") ?? "";
  if (type.includes("html") || /^\s*<(?:!doctype\s+html|html|head|body)\b/iu.test(result.body)) return "html";
  if (parseJson(result.body) !== undefined) return "json";
  return "text";
}

/** Set by the application itself; a proxy passes them through. */
export function hasGatewayMarks(answer: HttpAnswer): boolean {
  return header(answer, "x-process-time") !== undefined;
}

/** Text of a refusal by the gateway's authentication: 401 with one member `error`. A bare `Unauthorized` of that form is vLLM's. */
export function refusalOf(result: HttpResult): string | undefined {
  if (result.kind !== "answer" || result.status !== 401) return undefined;
  const body = parseJson(result.body);
  if (body === undefined || Object.keys(body).length !== 1) return undefined;
  return typeof body["error"] === "string" && body["error"].toLowerCase() !== "unauthorized" ? body["error"] : undefined;
}

/** `detail` of an answer of the application. */
export function detailOf(result: HttpResult): string | undefined {
  if (result.kind !== "answer") return undefined;
  const detail = parseJson(result.body)?.["detail"];
  return typeof detail === "string" ? detail : undefined;
}

/** The application knows no such route: it got past authentication. */
export function isUnknownRoute(result: HttpResult): boolean {
  return result.kind === "answer" && result.status === 404 && detailOf(result) === "Not Found";
}

/** An exception that nobody handled, made outside the middlewares: neither of their two headers is there. */
export function isCrash(result: HttpResult): boolean {
  return result.kind === "answer" && result.status === 500 && result.body.trim() === "Internal Server Error" && header(result, "x-process-time") === undefined;
}

/** How the gateway takes a token that cannot be valid. */
export type TokenState = "keys" | "no-keys" | "header-missing" | "type-missing" | "open" | "foreign" | "no-answer";

export function readJunkAnswer(result: HttpResult): TokenState {
  if (result.kind === "failure") return "no-answer";
  const refusal = refusalOf(result);
  if (refusal === "No authorization header presented" || refusal === "Invalid authorization header" || refusal?.startsWith("Header is missing")) return "header-missing";
  if (refusal?.startsWith("Invalid authentication token type")) return "type-missing";
  if (refusal !== undefined) return "keys";
  if (isCrash(result)) return "no-keys";
  if (isUnknownRoute(result)) return "open";
  return "foreign";
}

/** A proxy says that it found nobody behind it. */
export function isProxyError(result: HttpResult): boolean {
  if (result.kind !== "answer" || ![502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 530].includes(result.status)) return false;
  return !hasGatewayMarks(result);
}

/** A page or a challenge that asks people to sign in. */
export function asksForLogin(result: HttpResult): boolean {
  if (result.kind !== "answer") return false;
  if (result.status === 407 || (result.status === 401 && header(result, "www-authenticate") !== undefined)) return true;
  if (result.status >= 300 && result.status < 400) return pointsToLogin(header(result, "location") ?? "", result.url);
  return formOf(result) === "html" && (/<input[^>]+type\s*=\s*["']?password/iu.test(result.body) || sendsToLogin(result.body, result.url));
}

/** A form without a password, whose one button leads to where people sign in: single sign-on. */
function sendsToLogin(body: string, from: string): boolean {
  return [...body.slice(0, 65_536).matchAll(/<form\b[^>]{0,400}?\baction\s*=\s*["']?([^"'\s>]{1,300})/giu)].some((match) => pointsToLogin(match[1] ?? "", from));
}

const loginWords = /(?:^|[/._?&=-])(?:log-?in|sign-?in|signin|sso|saml2?|oauth2?|auth|authorize|openid-connect|adfs|idp|realms|users\/sign_in)(?:[/._?&=-]|$)/iu;

/** A redirect to a place that is about signing in: by its path, or by another host that gets our address as a parameter. */
export function pointsToLogin(location: string, from: string): boolean {
  if (!URL.canParse(location, from)) return false;
  const target = new URL(location, from);
  const origin = new URL(from);
  if (loginWords.test(target.pathname)) return true;
  if (target.hostname === origin.hostname) return false;
  return loginWords.test(target.hostname) || [...target.searchParams.keys()].some((key) => /^(?:redirect_uri|return_to|rd|returnurl|continue|samlrequest|client_id)$/iu.test(key));
}

export function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
