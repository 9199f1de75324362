import { expect, it } from "vitest";
import type { HttpResult } from "../../../src/core/probe-answer.ts";
import { asksForLogin } from "../../../src/targets/gateway/answers.ts";

const page = (status: number, body: string): HttpResult => ({ kind: "answer", method: "GET", url: "http://aigw.test/monitoring/healthz", status, headers: [["content-type", "text/html"]], body, bodyBytes: body.length, end: "complete", timings: { total: 5 } });

it("knows a page that sends people to sign in elsewhere, with a password or without", () => {
  expect(asksForLogin(page(200, '<html><form method="post"><input name="u"><input type="password"></form></html>'))).toBe(true);
  expect(asksForLogin(page(403, '<!DOCTYPE html><html><form method="GET" action="/oauth2/start"><button>Sign in</button></form></html>'))).toBe(true);
  expect(asksForLogin(page(403, "<html><form action='https://id.example.com/realms/x/login?rd=%2F'><button>Go on</button></form></html>"))).toBe(true);
});

it("takes other pages with forms or links for what they are", () => {
  expect(asksForLogin(page(200, '<html><form action="/search"><input name="q"></form><a href="/login">Sign in</a></html>'))).toBe(false);
  expect(asksForLogin(page(403, "<html><h1>403 Forbidden</h1></html>"))).toBe(false);
});
