"use strict";

// Follow the progress of an update by server-sent events.

(() => {
  const place = document.getElementById("update");
  if (!place || place.dataset.running !== "true") return;
  const source = new EventSource("/update/events");
  const bar = place.querySelector("progress");

  source.addEventListener("message", (event) => {
    const state = JSON.parse(event.data);
    place.querySelector(".headline").textContent = state.headline;
    bar.hidden = !state.total;
    bar.max = state.total || 1;
    bar.value = state.done;
    const list = place.querySelector("ul");
    list.replaceChildren(...state.lines.map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    }));
  });
  source.addEventListener("ended", () => {
    source.close();
    document.querySelector("main form button").disabled = false;
  });
})();
