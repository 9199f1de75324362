import { describe, expect, test } from "vitest";
import { faultOf, reasonOfCode, Trouble } from "../../src/probes/errors.ts";

const coded = (code: string, more: object = {}): Error => Object.assign(new Error(`said ${code}`), { code, ...more });

describe("the table of codes", () => {
  test("walks causes and the errors of several addresses", () => {
    const fetchLike = Object.assign(new TypeError("fetch failed"), { cause: coded("ECONNREFUSED") });
    expect(faultOf(fetchLike, "connect")).toEqual({ phase: "connect", reason: "refused", code: "ECONNREFUSED", detail: "said ECONNREFUSED" });
    const both = Object.assign(new AggregateError([coded("ENETUNREACH"), coded("ECONNREFUSED")], ""), { code: "SOMETHING_NEW" });
    expect(faultOf(both, "connect")).toMatchObject({ reason: "unreachable", code: "ENETUNREACH" });
    const ring: Error & { cause?: unknown } = coded("ODD");
    ring.cause = ring;
    expect(faultOf(ring, "tls")).toMatchObject({ phase: "tls", reason: "unknown", code: "ODD" });
  });

  test("reads a code by where the act was", () => {
    expect(faultOf(coded("ECONNRESET"), "tls")).toMatchObject({ phase: "tls", reason: "tls-cut" });
    expect(faultOf(coded("ECONNRESET"), "stream")).toMatchObject({ phase: "stream", reason: "reset" });
    expect(faultOf(coded("ETIMEDOUT"), "connect")).toMatchObject({ phase: "connect", reason: "connect-timeout" });
    expect(faultOf(coded("ETIMEDOUT"), "first-byte")).toMatchObject({ phase: "first-byte", reason: "no-answer" });
    // Said of the DNS server's own port.
    expect(faultOf(coded("ECONNREFUSED", { syscall: "queryA" }), "connect")).toMatchObject({ phase: "resolve", reason: "resolver-failed" });
    expect(faultOf(coded("ENODATA", { syscall: "queryAaaa" }), "resolve")).toMatchObject({ phase: "resolve", reason: "no-address-of-family" });
  });

  test("keeps a named trouble as it is, and survives what is no error", () => {
    const fault = { phase: "connect", reason: "proxy-refused", proxyStatus: 407 } as const;
    expect(faultOf(Object.assign(new Error("wrapped"), { cause: new Trouble(fault) }), "headers")).toEqual(fault);
    for (const odd of [undefined, null, "text", 4, {}, new Error("")]) expect(faultOf(odd, "send")).toMatchObject({ phase: "send", reason: "unknown" });
  });

  test("shows OpenSSL's sentence without memory addresses, and cleans hostile text", () => {
    const alert = coded("ERR_SSL_SOMETHING_NEW", { message: "80AB:error:0A000410:SSL routines", reason: "sslv3 alert handshake failure" });
    expect(faultOf(alert, "tls")).toEqual({ phase: "tls", reason: "tls-handshake-failed", code: "ERR_SSL_SOMETHING_NEW", detail: "sslv3 alert handshake failure" });
    const hostile = faultOf(Object.assign(new Error("a\u001b[31mb\nc"), { code: "X\u0007Y" }), "send");
    expect(hostile).toMatchObject({ code: "XY", detail: "ab c" });
    expect(faultOf(new Error("x".repeat(1_000)), "send").detail?.length).toBe(300);
    for (const name of ["constructor", "__proto__", "toString"]) expect(reasonOfCode(name)).toBe("unknown");
  });
});
