"use strict";

// The network comes first. Today's digest, and the papers that were opened, are kept to be read
// without it. Nothing that is sent is ever kept.

const CACHE = "papertrail-1";
const MOST = 60;
const KEPT = /^\/$|^\/digest\/|^\/digests$|^\/paper\/|^\/static\/|^\/offline$/;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE)
      // Before a login neither can be had; both are kept later, when they are opened.
      .then((cache) => Promise.allSettled([cache.add("/offline"), cache.add("/")]))
      .then(() => self.skipWaiting())
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((each) => each !== CACHE).map((each) => caches.delete(each))))
      .then(() => self.clients.claim())
  );
});

async function keep(request, response) {
  const cache = await caches.open(CACHE);
  await cache.put(request, response);
  const known = await cache.keys();
  const papers = known.filter((each) => new URL(each.url).pathname.startsWith("/paper/"));
  for (const old of papers.slice(0, Math.max(0, papers.length - MOST))) await cache.delete(old);
}

async function answer(event) {
  const request = event.request;
  try {
    const response = await fetch(request);
    const kept = response.ok && !response.redirected && response.headers.get("Cache-Control") !== "no-store";
    if (kept && KEPT.test(new URL(request.url).pathname)) {
      event.waitUntil(keep(request, response.clone()));
    }
    return response;
  } catch (error) {
    const earlier = await caches.match(request);
    if (earlier) return earlier;
    if (request.mode === "navigate") return (await caches.match("/offline")) || Response.error();
    return Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname === "/update/events") return;
  event.respondWith(answer(event));
});
