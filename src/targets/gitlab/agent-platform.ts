import { cleanLine } from "../../core/text.ts";
import { textAt } from "./rest.ts";

/** gRPC status that GitLab passes on in an error text: `400 Bad request - 14:failed to connect ...`; null without one. */
export function grpcStatusOf(message: string | null): number | null {
  const match = /(?:^|[\s-])(\d{1,2}):\S/u.exec(message ?? "");
  const status = match === null ? Number.NaN : Number(match[1]);
  return status >= 0 && status <= 16 ? status : null;
}

/** The text of an API error. */
export function errorText(json: unknown): string | null {
  const text = textAt(json, "message") ?? textAt(json, "error");
  return text === null ? null : cleanLine(text, 600);
}
