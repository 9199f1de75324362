import type { Entry } from "./records.ts";
import { endOf, meansFor, sayWire, targetByName, targetOf, type WireSign } from "./wire-lines.ts";

/** What look-ups of names (dig, nslookup, host, getent, ping) point to; of a host whose name does not say what it is, nothing. */
export function readLookups(entries: readonly Entry[]): WireSign[] {
  let missing = false;
  return entries.flatMap(({ text, line, json }) => {
    if (json !== undefined) return [];
    const header = /->>HEADER<<-.{0,60}status: ([A-Z]{4,12})/u.exec(text);
    if (header !== null) missing = header[1] === "NXDOMAIN";
    const asked = /^;([A-Za-z0-9_.-]{1,253})\.?\s{1,40}IN\s{1,10}(?:A|AAAA|CNAME)\s{0,5}$/u.exec(text);
    const named =
      /\*\* server can't find (\S{1,253}): (?:NXDOMAIN|SERVFAIL)/u.exec(text) ?? /^Host (\S{1,253}) not found: \d/u.exec(text) ?? /^(?:ping|getent|wget|nc)\d?: (?:bad address '?)?([A-Za-z0-9_.-]{1,253}?)'?(?:: (?:Name or service not known|Temporary failure in name resolution)|$)/u.exec(text);
    const host = named?.[1] ?? (missing ? asked?.[1] : undefined);
    const target = host === undefined ? undefined : targetByName(host);
    const means = target === undefined ? undefined : meansFor(target, "name");
    if (asked !== null) missing = false;
    return means === undefined || target === undefined ? [] : [{ id: `name-unknown-${target}`, strength: means[0], points: means[1], line, said: sayWire(`${host ?? ""}: ${text}`) }];
  });
}

/** What `openssl s_client` meets, read from its verdict on the chain and from errors of the connection. */
export function readHandshakes(entries: readonly Entry[]): WireSign[] {
  const calls: { line: number; host: string; port: string; said: string[] }[] = [];
  let call: (typeof calls)[number] | undefined;
  for (const { text, line, json } of entries) {
    if (json !== undefined) continue;
    const typed = /\bs_client\b.{0,300}?-connect\s{1,4}\[?([A-Za-z0-9_.-]{1,253})\]?:(\d{1,5})/u.exec(text);
    if (typed !== null) calls.push((call = { line, host: typed[1] ?? "", port: typed[2] ?? "", said: [] }));
    else if (/^CONNECTED\([0-9A-F]{8}\)/u.test(text) && (call === undefined || call.said.length > 0)) calls.push((call = { line, host: "", port: "", said: [] }));
    if (call === undefined) continue;
    const subject = /^depth=0 .{0,200}?CN ?= ?([A-Za-z0-9_.*-]{1,253})/u.exec(text);
    if (subject !== null && call.host === "") call.host = subject[1] ?? "";
    // The verdict stands last and is of the whole chain; errors before it say the same of one certificate.
    const told = /Verify return code: \d{1,3} \(([^)]{1,120})\)/u.exec(text)?.[1] ?? /^verify error:num=\d{1,3}:(.{1,120})/u.exec(text)?.[1] ?? /:error:[0-9A-F]{8}:(.{1,200})/u.exec(text)?.[1] ?? /(connect:errno=\d{1,3}|BIO_connect:.{1,80})/u.exec(text)?.[1];
    if (told !== undefined && told !== "ok" && call.said.length < 20) call.said.push(told);
  }
  return calls.flatMap(({ line, host, port, said }) => {
    const text = said.join(" ");
    const end = /protocol version|unsupported protocol|no protocols available|no shared cipher|handshake failure/iu.test(text) && !/certificate required/iu.test(text) ? "tls-too-old" : endOf(text.replace("connect:errno=111", "Connection refused").replace("connect:errno=110", "Connection timed out"));
    const target = targetOf("", port) ?? targetByName(host);
    if (end === undefined || target === "agent") return [];
    const means = end === "tls-too-old" ? (target === "gateway" ? (["single", ["DT506"]] as const) : undefined) : meansFor(target, end);
    return means === undefined ? [] : [{ id: `handshake-${target ?? "somebody"}-${end}`, strength: means[0], points: means[1], line, said: sayWire(`${host}:${port}: ${said.at(-1) ?? ""}`) }];
  });
}
