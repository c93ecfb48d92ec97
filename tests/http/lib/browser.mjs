// As much of a browser as forms need: cookies, an origin, the token of the last page. It follows no redirect by itself.
import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";

/** Somebody at a device. */
export function browserOpen(server) {
  const agent = new http.Agent({ keepAlive: true });
  return { server, agent, cookies: new Map(), token: "" };
}

export const browserClose = (browser) => browser.agent.destroy();

/** The same cookies in another window. */
export function browserTwin(browser) {
  return { ...browserOpen(browser.server), cookies: new Map(browser.cookies), token: browser.token };
}

const cookieLine = (browser) => [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");

function cookiesTake(browser, answer) {
  for (const line of answer.headers["set-cookie"] ?? []) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
    if (/;\s*Max-Age=0\b/i.test(line)) browser.cookies.delete(name);
    else browser.cookies.set(name, value);
  }
}

/** One request, one answer: { status, headers, body, cookies (the lines) }. */
export function ask(browser, method, path, { headers = {}, body = "" } = {}) {
  const { server } = browser;
  return new Promise((done, fail) => {
    const line = cookieLine(browser);
    const request = http.request(
      {
        host: "127.0.0.1",
        port: server.port,
        method,
        path,
        agent: browser.agent,
        headers: {
          Host: server.host,
          ...(line ? { Cookie: line } : {}),
          ...(body ? { "Content-Length": Buffer.byteLength(body) } : {}),
          ...headers,
        },
      },
      (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", fail);
        response.on("end", () => {
          const answer = {
            status: response.statusCode,
            headers: response.headers,
            body: Buffer.concat(chunks).toString("utf8"),
            cookies: response.headers["set-cookie"] ?? [],
          };
          cookiesTake(browser, answer);
          const token = /name="csrf" value="([^"]+)"/.exec(answer.body);
          if (token) browser.token = token[1];
          done(answer);
        });
      },
    );
    request.on("error", fail);
    request.end(body);
  });
}

export const get = (browser, path, options) => ask(browser, "GET", path, options);

/** Posts a form as a page of ours does. A field that is null is left out; `fragment`: as our script does. */
export function post(browser, path, fields = {}, { headers = {}, fragment = false } = {}) {
  const pairs = Object.entries({ csrf: browser.token, ...fields }).filter(([, value]) => value !== null);
  const own = {
    "Content-Type": "application/x-www-form-urlencoded",
    Origin: `http://${browser.server.host}`,
    ...(fragment ? { "Proeftuin-Fragment": "1" } : {}),
    ...headers,
  };
  for (const [name, value] of Object.entries(own)) if (value === null) delete own[name];
  return ask(browser, "POST", path, { headers: own, body: new URLSearchParams(pairs).toString() });
}

/** Bytes as they are, on a connection of their own: what came back until the server closed it. */
export function raw(server, bytes) {
  return new Promise((done, fail) => {
    const socket = net.connect(server.port, "127.0.0.1");
    let back = "";
    const timer = setTimeout(() => socket.destroy(new Error(`no end after:\n${back}`)), 15000);
    socket.on("data", (chunk) => (back += chunk.toString("latin1")));
    /* whoever sends too much may be cut off while still sending: what was said before counts */
    socket.on("error", (error) => (back ? undefined : fail(error)));
    socket.on("close", () => {
      clearTimeout(timer);
      done({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(back)?.[1] ?? 0), text: Buffer.from(back, "latin1").toString("utf8") });
    });
    socket.write(bytes);
  });
}

/** A page for people: whole, in our frame, with a way on. Gives the answer back. */
export function assertPage(answer, status) {
  assert.equal(answer.status, status, answer.body.slice(0, 2000));
  assert.match(answer.headers["content-type"], /^text\/html; charset=utf-8$/);
  assert.match(answer.body, /<main id="main"[^]*<\/html>\s*$/);
  return answer;
}

export function assertRedirect(answer, to) {
  assert.equal(answer.status, 303, answer.body.slice(0, 2000));
  assert.equal(answer.headers.location, to);
  return answer;
}
