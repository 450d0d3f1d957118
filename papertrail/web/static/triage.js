"use strict";

// The keys of `papertrail triage` press the buttons and links of the page.

(() => {
  const place = document.getElementById("triage");
  if (!place) return;
  const keys = JSON.parse(place.dataset.keys);
  const at = Number(place.dataset.at);
  const total = Number(place.dataset.total);
  const parts = place.dataset.parts.split(" ").filter(Boolean).map(Number);
  const NAMES = { ArrowDown: "down", ArrowUp: "up", ArrowLeft: "left", ArrowRight: "right",
    Enter: "enter", Escape: "escape", Home: "home", End: "end", PageUp: "pageup",
    PageDown: "pagedown", Backspace: "backspace", " ": "space" };
  let leaving = false;

  function named(event) {
    const name = NAMES[event.key] || event.key;
    return (event.ctrlKey ? "ctrl+" : "") + name;
  }

  function go(where) {
    const wanted = Math.max(0, Math.min(total - 1, where));
    if (wanted === at) return;
    const address = new URL(location.href);
    address.searchParams.set("at", wanted);
    leave();
    location.assign(address);
  }

  // A second key waits for the page that the first one asked for: no key meets the wrong paper.
  function leave() { leaving = true; }

  const acts = {
    down: () => go(at + 1),
    up: () => go(at - 1),
    first: () => go(0),
    last: () => go(total - 1),
    next_part: () => go(parts.find((each) => each > at) ?? total - 1),
    previous_part: () => go(parts.filter((each) => each < at).pop() ?? 0),
    help: () => {
      const help = document.getElementById("keys");
      help.open = !help.open;
      help.scrollIntoView();
    },
    read: () => follow(place.querySelector("h2 a")),
    tag: () => follow(place.querySelector("[data-act=note]")),
  };

  function follow(element) {
    if (!element) return;
    leave();
    element.click();
  }

  function press(act) {
    if (acts[act]) { acts[act](); return; }
    const button = place.querySelector(`.decide button[value="${act}"]`);
    const form = place.querySelector(`form[data-act="${act}"]`);
    if (button) { leave(); button.click(); }
    else if (form) { leave(); form.requestSubmit(); }
    else follow(place.querySelector(`[data-act="${act}"]`));
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey) return;
    const target = event.target;
    if (target.matches("input, textarea, select")) return;
    if (target.matches("a, button, summary") && ["Enter", " "].includes(event.key)) return;
    const act = keys[named(event)];
    if (!act) return;
    event.preventDefault();
    if (!leaving) press(act);
  });
  window.addEventListener("pageshow", () => { leaving = false; });
})();
