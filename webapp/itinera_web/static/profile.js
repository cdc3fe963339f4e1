"use strict";
/* The elevation of a way: a chart that is moved over by mouse, finger or keyboard, and its place
 * on the map, each following the other. No library but Leaflet.
 *
 * Itinera.profile(holder, rest, options) draws into `holder`, says the climbs in `rest` and
 * returns {remove}. Options:
 *   map, line     the map, and the way as [lat, lon] points
 *   length_m      of the way
 *   elevation     as the interface tells it, null where no height is known
 *   words, grades what to say, and the colour of each grade
 *   marks         metres where stages end, numbered; none if left out
 */
Itinera.profile = function (holder, rest, options) {
  var HEIGHT = 190, TOP = 14, BOTTOM = 24, LEFT = 46, RIGHT = 10; // pixels
  var MOST_CLIMBS = 15, LONG_M = 8e4, LEAST_RANGE_M = 60, NEAR_PX = 24, KEY_SHARE = 0.01, PAGE_SHARE = 0.1;
  var SVG = "http://www.w3.org/2000/svg";
  var e = options.elevation, words = options.words, length = options.length_m, map = options.map;
  var element = Itinera.element, number = Itinera.number;
  var at = 0, width = 0, chart, cursor, dot, readout, mark = null, way = Itinera.line(options.line, length);

  function svg(name, attributes) {
    var made = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    return made;
  }

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, key) { return values[key]; });
  }

  function between(a, b, share) { return a + (b - a) * share; }

  var metres = e ? e.profile.map(function (row) { return row[0]; }) : [];

  function heightAt(value) {
    var i = Math.min(Itinera.rowOf(metres, value), metres.length - 2), a = e.profile[i], b = e.profile[i + 1];
    if (a[1] === null || b[1] === null) { return value === b[0] ? b[1] : a[1] !== null && value === a[0] ? a[1] : null; }
    return b[0] > a[0] ? between(a[1], b[1], (value - a[0]) / (b[0] - a[0])) : b[1];
  }

  function slopeAt(value) {
    return e.slopes.find(function (slope) { return value >= slope[0] && value <= slope[1]; }) || null;
  }

  function x(value) { return LEFT + (width - LEFT - RIGHT) * value / length; }
  var spare = e ? Math.max(LEAST_RANGE_M - (e.max_m - e.min_m), 0) : 0;
  var low = e ? e.min_m - 0.25 * spare : 0, high = e ? e.max_m + 0.75 * spare : 1;
  function y(value) { return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low); }

  // A step for ticks: 1, 2 or 5 times a power of ten, at most `most` of them.
  function step(range, most) {
    var rough = range / most, power = Math.pow(10, Math.floor(Math.log10(rough)));
    return [1, 2, 5, 10].map(function (one) { return one * power; }).find(function (one) { return one >= rough; });
  }

  // Stretches of known heights between two places, each a list of [m, height].
  function stretches(from, to) {
    var found = [], now = [];
    var rows = e.profile.filter(function (row) { return row[0] > from && row[0] < to; });
    [[from, heightAt(from)]].concat(rows, [[to, heightAt(to)]]).forEach(function (row) {
      if (row[1] !== null) { now.push(row); return; }
      if (now.length > 1) { found.push(now); }
      now = [];
    });
    if (now.length > 1) { found.push(now); }
    return found;
  }

  function path(rows) {
    return rows.map(function (row, i) { return (i ? "L" : "M") + x(row[0]).toFixed(1) + " " + y(row[1]).toFixed(1); }).join("");
  }

  function area(rows) {
    var floor = (HEIGHT - BOTTOM).toFixed(1);
    return path(rows) + "L" + x(rows[rows.length - 1][0]).toFixed(1) + " " + floor + "L" + x(rows[0][0]).toFixed(1) + " " + floor + "Z";
  }

  function ticks(drawing) {
    var up = step(high - low, 4), across = step(length, Math.max(3, (width - LEFT) / 80)), value, text;
    for (value = Math.ceil(low / up) * up; value <= high; value += up) {
      drawing.append(svg("line", { "class": "grid", x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value) }));
      text = svg("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" });
      text.textContent = number(value, 0) + "\u00a0m";
      drawing.append(text);
    }
    for (value = 0; value <= length; value += across) {
      text = svg("text", { x: x(value), y: HEIGHT - 7, "text-anchor": value ? "middle" : "start" });
      text.textContent = number(value / 1000, across < 1000 ? 1 : 0) + (value + across > length ? "\u00a0km" : "");
      if (x(value) < width - 24) { drawing.append(text); }
    }
  }

  // Numbers only where there is room between them.
  function stageEnds(drawing) {
    var marks = options.marks || [], last = -100;
    marks.forEach(function (value, i) {
      var text = svg("text", { "class": "stage-end", x: x(value), y: TOP - 3, "text-anchor": "middle" });
      drawing.append(svg("line", { "class": "stage-end", x1: x(value), x2: x(value), y1: TOP, y2: HEIGHT - BOTTOM }));
      if (x(value) - last < 16) { return; }
      last = x(value);
      text.textContent = i + 1;
      drawing.append(text);
    });
  }

  function draw() {
    width = chart.clientWidth;
    if (!width) { return; }
    var drawing = svg("svg", { width: width, height: HEIGHT, "aria-hidden": "true", focusable: "false" });
    ticks(drawing);
    e.slopes.forEach(function (slope) {
      stretches(slope[0], slope[1]).forEach(function (rows) {
        drawing.append(svg("path", { d: area(rows), fill: options.grades[slope[3]], "data-grade": slope[3] }));
      });
    });
    stretches(0, length).forEach(function (rows) { drawing.append(svg("path", { "class": length > LONG_M ? "line fine" : "line", d: path(rows) })); });
    stageEnds(drawing);
    cursor = svg("line", { "class": "cursor", y1: TOP - 8, y2: HEIGHT - BOTTOM });
    dot = svg("circle", { "class": "dot", r: 5 });
    drawing.append(cursor, dot);
    chart.replaceChildren(drawing);
    show();
  }

  function show() {
    var on = chart.classList.contains("on"), here = heightAt(at), slope = slopeAt(at);
    var said = { km: number(at / 1000, 1), height: here === null ? "" : number(here, 0), pct: slope ? number(Math.abs(slope[2]), 1) : "" };
    var text = here === null ? words.profile_at_unknown : !slope || slope[3] === 0 && Math.abs(slope[2]) < 0.5 ? words.profile_at_level
      : slope[2] > 0 ? words.profile_at_up : words.profile_at_down;
    chart.setAttribute("aria-valuenow", Math.round(at));
    chart.setAttribute("aria-valuetext", filled(text, said));
    readout.textContent = on ? filled(text, said) : words.profile_hint;
    cursor.setAttribute("x1", x(at));
    cursor.setAttribute("x2", x(at));
    dot.setAttribute("cx", x(at));
    dot.setAttribute("cy", here === null ? HEIGHT - BOTTOM : y(here));
    if (mark && !on) { mark.remove(); mark = null; }
    if (!on) { return; }
    if (mark) { mark.setLatLng(way.place(at)); return; }
    mark = L.circleMarker(way.place(at), { radius: 7, color: "#23262b", weight: 3, fillColor: "#ffd166", fillOpacity: 1, interactive: false, pane: pane(), className: "profile-mark" }).addTo(map);
  }

  // Above the pins, which would hide it.
  function pane() {
    if (!map.getPane("profile")) { map.createPane("profile").classList.add("profile-pane"); }
    return "profile";
  }

  function go(value) {
    at = Math.min(Math.max(value, 0), length);
    chart.classList.add("on");
    show();
  }

  function leave() {
    if (document.activeElement === chart) { return; }
    chart.classList.remove("on");
    show();
  }

  // Keys: the map follows where the place would be out of sight.
  function press(event) {
    var small = length * KEY_SHARE, big = length * PAGE_SHARE;
    var to = { ArrowRight: at + small, ArrowUp: at + small, ArrowLeft: at - small, ArrowDown: at - small,
      PageUp: at + big, PageDown: at - big, Home: 0, End: length }[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) { return; }
    event.preventDefault();
    go(to);
    if (!map.getBounds().contains(way.place(at))) { map.panTo(way.place(at)); }
  }

  function point(event) {
    var box = chart.getBoundingClientRect();
    go(length * (event.clientX - box.left - LEFT) / (width - LEFT - RIGHT));
  }

  function overMap(event) {
    var found = way.nearest(map, event.layerPoint, NEAR_PX);
    if (found !== null) { go(found); } else { leave(); }
  }

  function legend() {
    var names = { "-3": "< −6", "-2": "−4…−6", "-1": "−2…−4", 0: "±2", 1: "2…4", 2: "4…6", 3: "> 6" }, list = element("ul", { "class": "grades" });
    [-3, -2, -1, 0, 1, 2, 3].forEach(function (grade) {
      var total = 0, row = element("li");
      e.slopes.forEach(function (slope) { total += slope[3] === grade ? slope[1] - slope[0] : 0; });
      if (total < 1) { return; }
      row.style.setProperty("--colour", options.grades[grade]);
      row.append(element("i"), names[grade] + "\u00a0%", element("b", {}, Itinera.distance(total)));
      list.append(row);
    });
    return list;
  }

  function climbSaid(one) {
    return filled(one.name ? words.profile_climb_to : words.profile_climb, {
      rise: number(one.rise_m, 0), length: Itinera.distance(one.to_m - one.from_m), km: number(one.from_m / 1000, 1),
      mean: number(one.mean_pct, 1), most: number(one.max_pct, 0), name: one.name });
  }

  function climbs() {
    if (!e.climbs.length) { return []; }
    var list = element("ul", { "class": "climbs" });
    e.climbs.forEach(function (one) {
      var row = element("li"), button = element("button", { type: "button", "class": "link" }, climbSaid(one));
      button.addEventListener("click", function () { go(one.from_m); map.panTo(way.place(at)); });
      row.append(button);
      [["longest", one.longest], ["steepest", one.steepest]].forEach(function (is) {
        if (is[1]) { row.append(" ", element("span", { "class": "tag" }, words["profile_" + is[0]])); }
      });
      list.append(row);
    });
    if (e.climbs.length <= MOST_CLIMBS) { return [element("h2", {}, words.profile_climbs), list]; }
    var box = element("details", { "class": "counted" }), title = element("summary", {}, words.profile_climbs + " ");
    title.append(element("b", {}, number(e.climbs.length, 0)));
    box.append(title, list);
    return [box];
  }

  function counted() {
    var box = element("details", { "class": "counted" });
    box.append(element("summary", {}, words.profile_counted), element("p", {}, filled(words.profile_rule, {
      threshold: number(e.threshold_m, 0), width: number(e.smooth_m, 0),
      climb: number(options.climb_m, 0), descent: number(options.descent_m, 0),
      smooth_up: number(e.smoothed_climb_m, 0), smooth_down: number(e.smoothed_descent_m, 0),
      raw_up: number(e.raw_climb_m, 0), raw_down: number(e.raw_descent_m, 0) })));
    if (e.unknown_m >= 1) { box.append(element("p", {}, filled(words.profile_unknown, { length: Itinera.distance(e.unknown_m) }))); }
    return box;
  }

  function remove() {
    map.off("mousemove", overMap).off("mouseout", leave).off("zoomend viewreset", way.forget);
    window.removeEventListener("resize", draw);
    if (mark) { mark.remove(); mark = null; }
    empty();
  }

  // The map gives way to the profile beside it, and takes its room back.
  function empty() {
    holder.replaceChildren();
    rest.replaceChildren();
    map.invalidateSize({ pan: false });
  }

  rest.replaceChildren();
  holder.replaceChildren(element("h2", {}, words.profile_title));
  if (!e) {
    holder.append(element("p", { "class": "note" }, words.profile_none));
    map.invalidateSize({ pan: false });
    return { remove: empty };
  }
  chart = element("div", { "class": "chart", role: "slider", tabindex: "0", "aria-label": words.profile_label,
    "aria-orientation": "horizontal", "aria-valuemin": "0", "aria-valuemax": Math.round(length) });
  readout = element("p", { "class": "readout", "aria-hidden": "true" });
  holder.append(chart, readout, legend());
  rest.append(...climbs(), counted());
  if (e.model) { rest.append(element("p", { "class": "note modelled" }, words.profile_model)); }
  chart.addEventListener("pointermove", point);
  chart.addEventListener("pointerdown", point);
  chart.addEventListener("pointerleave", function (event) { if (event.pointerType === "mouse") { leave(); } });
  chart.addEventListener("keydown", press);
  chart.addEventListener("focus", function () { go(at); });
  chart.addEventListener("blur", leave);
  map.on("mousemove", overMap).on("mouseout", leave).on("zoomend viewreset", way.forget);
  window.addEventListener("resize", draw);
  map.invalidateSize({ pan: false });
  draw();
  return { remove: remove };
};
