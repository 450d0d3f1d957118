// Draws a map of papers on a canvas: zoom, hover, search, colours. Texts are only ever set as text.
"use strict";
(() => {
  const root = document.querySelector(".map");
  if (!root) return;
  const find = (name) => root.querySelector(`.map-${name}`);
  const stage = find("stage"), canvas = stage.querySelector("canvas"), tip = find("tip");
  const ink = canvas.getContext("2d");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const PALETTE = ["#0a72b8", "#d2691e", "#26804e", "#8558c4", "#a87a10", "#b03a6e",
    "#1b9e9e", "#7a8b22", "#c0392b", "#5b6ee1", "#8d6346", "#6b7680"];
  const NONE = 255, MOST_FOUND = 20, RAMP = 24;
  let data, x, y, days, grid, view = { scale: 1, x: 0, y: 0 };
  let group = null, byDay = false, chosen = null, matching = null, hovered = -1, size = [1, 1];
  let firstDay = 0, lastDay = 0, queued = false, ground = null;

  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const numbers = (text) => {
    const raw = bytes(text), found = new Uint16Array(raw.length / 2);
    for (let i = 0; i < found.length; i++) found[i] = raw[2 * i] | (raw[2 * i + 1] << 8);
    return found;
  };
  const made = (name, text, parent) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (parent) parent.append(element);
    return element;
  };
  const dayText = (day) => day ? new Date(day * 864e5).toISOString().slice(0, 10) : "";
  const colours = () => dark.matches
    ? { ground: "#14171a", ink: "#e3e8ec", shade: [130, 160, 190], dot: "#7d8b98" }
    : { ground: "#ffffff", ink: "#1b2025", shade: [70, 100, 130], dot: "#6b7985" };
  // From light to dark in both themes, so that it reads without colour too.
  const ramp = (share) => {
    const from = dark.matches ? [60, 70, 110] : [190, 205, 220];
    const to = dark.matches ? [255, 225, 120] : [95, 20, 95];
    return `rgb(${from.map((value, i) => Math.round(value + (to[i] - value) * share))})`;
  };

  const side = () => Math.min(size[0], size[1]);
  const left = () => (size[0] - side()) / 2, top = () => (size[1] - side()) / 2;
  const toX = (value) => left() + (value * side() - view.x) * view.scale;
  const toY = (value) => top() + ((1 - value) * side() - view.y) * view.scale;
  const fromX = (pixel) => ((pixel - left()) / view.scale + view.x) / side();
  const fromY = (pixel) => 1 - ((pixel - top()) / view.scale + view.y) / side();

  function start(given) {
    data = given;
    const scaled = (text) => Float32Array.from(numbers(text), (value) => value / 65535);
    [x, y, days] = [scaled(data.x), scaled(data.y), numbers(data.days)];
    for (const each of data.groups) each.of = bytes(each.of);
    const known = days.filter((day) => day > 0).sort();
    // A few far outliers would leave one colour for all others.
    firstDay = known[Math.floor(known.length * 0.02)] || 0;
    lastDay = known[known.length - 1] || 0;
    grid = gridded();
    ground = shading();
    const select = root.querySelector("select");
    for (const each of data.groups) made("option", each.name, select).value = each.name;
    if (lastDay > firstDay) made("option", "week", select).value = "week";
    select.addEventListener("change", () => colourBy(select.value));
    const box = root.querySelector("input");
    box.addEventListener("input", () => search(box.value));
    for (const [name, act] of [["in", () => zoom(1.5)], ["out", () => zoom(1 / 1.5)], ["all", reset]])
      find(name).addEventListener("click", act);
    dark.addEventListener("change", () => { ground = shading(); legend(); redraw(); });
    listen();
    new ResizeObserver(resize).observe(stage);
    resize();
    if (data.shown) reset();
    colourBy(data.groups.length ? data.groups[0].name : "");
    select.value = data.groups.length ? data.groups[0].name : "";
    search("");
  }

  function gridded() {
    const cells = new Map();
    for (let i = 0; i < x.length; i++) {
      const cell = (Math.min(255, x[i] * 256) | 0) * 256 + (Math.min(255, y[i] * 256) | 0);
      const there = cells.get(cell);
      if (there) there.push(i); else cells.set(cell, [i]);
    }
    return cells;
  }

  function shading() {
    const cells = data.cells, values = bytes(data.density), [red, green, blue] = colours().shade;
    const image = new ImageData(cells, cells);
    for (let row = 0; row < cells; row++)
      for (let column = 0; column < cells; column++) {
        const at = 4 * ((cells - 1 - row) * cells + column), value = values[row * cells + column];
        image.data.set([red, green, blue, value * 0.45], at);
      }
    const picture = document.createElement("canvas");
    picture.width = picture.height = cells;
    picture.getContext("2d").putImageData(image, 0, 0);
    return { picture, lines: [40, 90, 150].map((level) => contour(values, cells, level)) };
  }

  // Marching squares: for each cell the pieces of the line at which density has a level.
  function contour(values, cells, level) {
    const pieces = [];
    const at = (column, row) => values[row * cells + column] - level;
    for (let row = 0; row + 1 < cells; row++)
      for (let column = 0; column + 1 < cells; column++) {
        const corners = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]];
        const crossed = [];
        for (let i = 0; i < 4; i++) {
          const [a, b] = [corners[i], corners[(i + 1) % 4]], one = at(...a), other = at(...b);
          if (one > 0 === other > 0) continue;
          const share = one / (one - other);
          crossed.push((a[0] + share * (b[0] - a[0]) + 0.5) / cells,
            (a[1] + share * (b[1] - a[1]) + 0.5) / cells);
        }
        for (let i = 0; i + 3 < crossed.length; i += 4) pieces.push(crossed.slice(i, i + 4));
      }
    return pieces;
  }

  function resize() {
    const box = stage.getBoundingClientRect(), ratio = devicePixelRatio || 1;
    size = [box.width, box.height];
    canvas.width = Math.round(box.width * ratio);
    canvas.height = Math.round(box.height * ratio);
    ink.setTransform(ratio, 0, 0, ratio, 0, 0);
    redraw();
  }

  function redraw() {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => { queued = false; draw(); });
  }

  function draw() {
    const shown = colours();
    ink.fillStyle = shown.ground;
    ink.fillRect(0, 0, size[0], size[1]);
    ink.imageSmoothingEnabled = true;
    ink.drawImage(ground.picture, toX(0), toY(1), side() * view.scale, side() * view.scale);
    ink.strokeStyle = shown.ink;
    ground.lines.forEach((pieces, level) => {
      ink.globalAlpha = 0.1 + 0.06 * level;
      ink.lineWidth = 0.8;
      ink.beginPath();
      for (const [x1, y1, x2, y2] of pieces) {
        ink.moveTo(toX(x1), toY(y1));
        ink.lineTo(toX(x2), toY(y2));
      }
      ink.stroke();
    });
    points(shown);
    labels(shown);
    if (hovered >= 0) ring(hovered, shown);
    ink.globalAlpha = 1;
  }

  const isOff = (i) => (matching && !matching[i]) ||
    (chosen !== null && group && group.of[i] !== chosen);

  function points(shown) {
    const crowd = Math.max(1, Math.sqrt(x.length / 4000));
    const radius = Math.min(6, Math.max(1, 1.9 / Math.sqrt(crowd)) * Math.sqrt(view.scale));
    const buckets = new Map();
    // Few papers with a colour among many without would not be seen.
    const few = group && !byDay && group.of.reduce((sum, of) => sum + (of !== NONE), 0) < x.length / 5;
    for (let i = 0; i < x.length; i++) {
      const px = toX(x[i]), py = toY(y[i]);
      if (px < -9 || py < -9 || px > size[0] + 9 || py > size[1] + 9) continue;
      const off = isOff(i);
      let colour = shown.dot;
      if (!off && byDay && days[i])
        colour = ramp(Math.round(RAMP * Math.max(0, (days[i] - firstDay) / (lastDay - firstDay || 1))) / RAMP);
      else if (!off && group && group.of[i] !== NONE) colour = PALETTE[group.of[i] % PALETTE.length];
      const name = (off ? "0" : group && !byDay && group.of[i] === NONE ? "1" : "2") + colour;
      const bucket = buckets.get(name);
      if (bucket) bucket.push(px, py); else buckets.set(name, [px, py]);
    }
    for (const name of [...buckets.keys()].sort()) {
      const places = buckets.get(name), narrowed = few || matching || chosen !== null;
      const r = name[0] === "2" && narrowed ? radius * 1.6 : radius;
      ink.globalAlpha = name[0] === "0" ? 0.12 : name[0] === "1" ? 0.4 : 0.75;
      ink.fillStyle = name.slice(1);
      if (r < 1.6) {
        for (let i = 0; i < places.length; i += 2)
          ink.fillRect(places[i] - r, places[i + 1] - r, 2 * r, 2 * r);
        continue;
      }
      ink.beginPath();
      for (let i = 0; i < places.length; i += 2) {
        ink.moveTo(places[i] + r, places[i + 1]);
        ink.arc(places[i], places[i + 1], r, 0, 7);
      }
      ink.fill();
    }
  }

  function labels(shown) {
    const taken = [];
    ink.textAlign = "center";
    ink.textBaseline = "middle";
    ink.lineJoin = "round";
    ink.globalAlpha = 1;
    for (const each of data.regions) {
      if (each.level > 0 && view.scale < 1.8) continue;
      const px = toX(each.x), py = toY(each.y), large = each.level === 0;
      ink.font = `${large ? "600 13px" : "11px"} system-ui, sans-serif`;
      const lines = each.terms, wide = Math.max(...lines.map((line) => ink.measureText(line).width));
      const height = 15 * lines.length;
      const box = [px - wide / 2 - 4, py - height / 2, px + wide / 2 + 4, py + height / 2];
      if (box[0] < 0 || box[1] < 0 || box[2] > size[0] || box[3] > size[1]) continue;
      if (taken.some((one) => box[0] < one[2] && one[0] < box[2] && box[1] < one[3] && one[1] < box[3])) continue;
      taken.push(box);
      lines.forEach((line, number) => {
        const at = py + 15 * (number - (lines.length - 1) / 2);
        ink.lineWidth = 4;
        ink.strokeStyle = shown.ground;
        ink.strokeText(line, px, at);
        ink.fillStyle = shown.ink;
        ink.fillText(line, px, at);
      });
    }
  }

  function ring(i, shown) {
    ink.globalAlpha = 1;
    ink.strokeStyle = shown.ink;
    ink.lineWidth = 2;
    ink.beginPath();
    ink.arc(toX(x[i]), toY(y[i]), 7, 0, 7);
    ink.stroke();
  }

  function nearest(px, py) {
    const reach = 10 / (side() * view.scale), mx = fromX(px), my = fromY(py);
    let best = -1, least = reach * reach;
    const low = (value) => Math.max(0, Math.floor((value - reach) * 256));
    const high = (value) => Math.min(255, Math.floor((value + reach) * 256));
    for (let column = low(mx); column <= high(mx); column++)
      for (let row = low(my); row <= high(my); row++)
        for (const i of grid.get(column * 256 + row) || []) {
          const distance = (x[i] - mx) ** 2 + (y[i] - my) ** 2;
          if (distance < least && !isOff(i)) [best, least] = [i, distance];
        }
    return best;
  }

  function hover(px, py) {
    const found = nearest(px, py);
    if (found !== hovered) { hovered = found; redraw(); }
    canvas.style.cursor = found < 0 ? "grab" : "pointer";
    tip.hidden = found < 0;
    if (found < 0) return;
    tip.replaceChildren();
    made("strong", data.titles[found], tip);
    const facts = [data.ids[found], dayText(days[found])];
    for (const each of data.groups) if (each.of[found] !== NONE) facts.push(each.labels[each.of[found]]);
    made("span", facts.filter(Boolean).join(" · "), tip);
    tip.style.left = `${Math.max(4, Math.min(px + 14, size[0] - tip.offsetWidth - 4))}px`;
    tip.style.top = `${py + 18 + tip.offsetHeight > size[1] ? py - tip.offsetHeight - 10 : py + 18}px`;
  }

  const address = (i) => data.page ? data.page + encodeURIComponent(data.ids[i]).replace(/%3A/g, ":")
    : data.urls[i] || (data.ids[i].startsWith("arxiv:") ? `https://arxiv.org/abs/${data.ids[i].slice(6)}` : "");

  function open(i) {
    const target = address(i);
    if (!target) return;
    if (data.page) location.assign(target);
    else window.open(target, "_blank", "noopener");
  }

  function zoom(factor, px = size[0] / 2, py = size[1] / 2) {
    const scale = Math.max(0.8, Math.min(60, view.scale * factor));
    const [mx, my] = [(px - left()) / view.scale + view.x, (py - top()) / view.scale + view.y];
    view = { scale, x: mx - (px - left()) / scale, y: my - (py - top()) / scale };
    redraw();
  }

  function move(dx, dy) {
    view.x -= dx / view.scale;
    view.y -= dy / view.scale;
    redraw();
  }

  function reset() {
    view = { scale: 1, x: 0, y: 0 };
    redraw();
  }

  function listen() {
    const fingers = new Map();
    let moved = 0;
    const local = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), ...local(event));
    }, { passive: false });
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, local(event));
      moved = 0;
    });
    canvas.addEventListener("pointermove", (event) => {
      const now = local(event), before = fingers.get(event.pointerId);
      if (!before) { hover(...now); return; }
      moved += Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1]);
      if (fingers.size === 2) {
        const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
        const apart = (at) => Math.hypot(at[0] - other[0], at[1] - other[1]) || 1;
        zoom(apart(now) / apart(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
      } else move(now[0] - before[0], now[1] - before[1]);
      fingers.set(event.pointerId, now);
    });
    const ended = (event) => {
      fingers.delete(event.pointerId);
      if (event.type !== "pointerup" || moved > 5) return;
      const at = nearest(...local(event));
      // A finger can't hover: its first touch shows the paper, the second opens it.
      const first = event.pointerType === "touch" && at !== hovered;
      hover(...local(event));
      if (at >= 0 && !first) open(at);
    };
    canvas.addEventListener("pointerup", ended);
    canvas.addEventListener("pointercancel", ended);
    canvas.addEventListener("pointerleave", () => { hovered = -1; tip.hidden = true; redraw(); });
    canvas.addEventListener("keydown", (event) => {
      const acts = {
        "+": () => zoom(1.3), "=": () => zoom(1.3), "-": () => zoom(1 / 1.3), "0": reset,
        ArrowLeft: () => move(50, 0), ArrowRight: () => move(-50, 0),
        ArrowUp: () => move(0, 50), ArrowDown: () => move(0, -50),
      };
      if (!acts[event.key] || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      acts[event.key]();
    });
  }

  function colourBy(name) {
    byDay = name === "week";
    group = data.groups.find((each) => each.name === name) || null;
    chosen = null;
    legend();
    redraw();
  }

  function swatch(parent, colour) {
    const dot = made("canvas", "", parent), brush = dot.getContext("2d");
    dot.width = dot.height = 12;
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 12, 12);
  }

  function legend() {
    const list = find("legend");
    list.replaceChildren();
    if (byDay) {
      made("span", dayText(firstDay), list);
      const strip = made("canvas", "", list), brush = strip.getContext("2d");
      strip.className = "map-ramp";
      strip.width = RAMP;
      strip.height = 1;
      for (let i = 0; i < RAMP; i++) { brush.fillStyle = ramp(i / (RAMP - 1)); brush.fillRect(i, 0, 1, 1); }
      made("span", dayText(lastDay), list);
    }
    if (!group) return;
    group.labels.forEach((label, number) => {
      const button = made("button", "", list);
      button.type = "button";
      button.setAttribute("aria-pressed", String(chosen === number));
      swatch(button, PALETTE[number % PALETTE.length]);
      made("span", label, button);
      button.addEventListener("click", () => {
        chosen = chosen === number ? null : number;
        for (const [place, each] of [...list.querySelectorAll("button")].entries())
          each.setAttribute("aria-pressed", String(chosen === place));
        redraw();
      });
    });
  }

  function search(typed) {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const list = find("found"), found = [];
    list.replaceChildren();
    matching = words.length ? new Uint8Array(x.length) : null;
    if (matching)
      data.titles.forEach((title, i) => {
        const text = title.toLowerCase();
        if (words.every((word) => text.includes(word))) { matching[i] = 1; found.push(i); }
      });
    for (const i of found.slice(0, MOST_FOUND)) {
      const item = made("li", "", list), target = address(i);
      const entry = made(target ? "a" : "span", data.titles[i], item);
      if (target) { entry.href = target; entry.rel = "noopener"; }
    }
    const count = words.length ? `${found.length.toLocaleString("en")} of ` : "";
    find("status").textContent = `${count}${x.length.toLocaleString("en")} papers`;
    redraw();
  }

  const embedded = document.getElementById("map-data");
  if (embedded) start(JSON.parse(embedded.textContent));
  else fetch(root.dataset.source).then((answer) => {
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  }).then(start).catch((error) => { find("status").textContent = `The map could not be loaded: ${error.message}`; });
})();
