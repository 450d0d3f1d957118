"use strict";

// Everything works without this script; with it, some things take fewer steps.

// A menu closes when something else is used.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

if ("serviceWorker" in navigator) {
  window.addEventListener("load", () => {
    navigator.serviceWorker.register("/service-worker.js").catch(() => {});
  });
}

// How many papers of a list are selected, and all of them at once.
{
  const bar = document.getElementById("several");
  const boxes = () => [...document.querySelectorAll('input[form="several"][name="paper"]')];
  if (bar) {
    const all = bar.querySelector("[data-select]");
    const count = () => {
      const marked = boxes().filter((box) => box.checked).length;
      bar.querySelector("[data-count]").textContent = `${marked} selected`;
      all.textContent = marked === boxes().length ? "Select none" : "Select all";
    };
    all.hidden = false;
    all.addEventListener("click", () => {
      const wanted = boxes().some((box) => !box.checked);
      for (const box of boxes()) box.checked = wanted;
      count();
    });
    document.addEventListener("change", count);
    window.addEventListener("pageshow", count);
  }
}
