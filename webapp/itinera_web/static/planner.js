"use strict";
/* The planner: points in the order of travel, the way between them, its numbers and its GPX.
 *
 * The state is the address of the page (?via=…&via=…&profile=…), so that a plan can be shared;
 * with a single point and loop_km=… it is a round trip from there.
 * All texts come from the page (data-settings) or, in the same language, from the interface.
 */
document.addEventListener("DOMContentLoaded", function () {
  var page = document.getElementById("planner");
  var map = window[page.querySelector("[data-map]").dataset.map];
  var set = JSON.parse(page.dataset.settings), words = set.words;
  var MOST_SHARES = 7, SNAP_ZOOM = 13;
  var element = Itinera.element, number = Itinera.number, distance = Itinera.distance, duration = Itinera.duration;
  var point = Itinera.pointer(map, page.querySelector("[data-map]"));
  var vias = new URLSearchParams(location.search).getAll("via");
  var loopKm = Number(new URLSearchParams(location.search).get("loop_km")) || 0;
  var places = [];        // of each via: [lat, lon], or null while only its name is known
  var drawn = L.layerGroup().addTo(map), pins = L.layerGroup().addTo(map);
  var asking = null, profile = null;
  var fit = vias.length > 0; // show the whole way: of a shared plan, and of places not clicked

  function byId(id) { return document.getElementById("plan-" + id); }

  function placeOf(via) {
    var parts = via.split(",");
    var good = parts.length === 2 && parts.every(function (one) { return one.trim() && Number.isFinite(Number(one)); });
    return good ? parts.map(Number) : null;
  }

  function written(latlng) {
    var at = L.latLng(latlng).wrap();
    return at.lat.toFixed(6) + "," + at.lng.toFixed(6);
  }

  function isLoop() { return vias.length === 1 && loopKm > 0; }

  // Where the interface plans this.
  function address(more) {
    if (!isLoop()) { return set.route + "?" + query(more); }
    var asked = { start: vias[0], length_km: loopKm, profile: byId("profile").value };
    return set.loop + "?" + new URLSearchParams(Object.assign(asked, more));
  }

  function query(more) {
    var asked = new URLSearchParams();
    vias.forEach(function (via) { asked.append("via", via); });
    if (isLoop()) { asked.set("loop_km", loopKm); }
    asked.set("profile", byId("profile").value);
    Object.keys(more).forEach(function (key) { asked.set(key, more[key]); });
    return asked.toString();
  }

  function say(text, failed) {
    Itinera.say(byId("status"), text, failed);
  }

  function showPoints() {
    var list = byId("points");
    list.replaceChildren();
    vias.forEach(function (via, i) {
      var row = element("li"), buttons = element("span", { "class": "row" });
      row.append(element("span", {}, via), buttons);
      if (i > 0) { buttons.append(button("↑", words.plan_up, i, function () { move(i); })); }
      buttons.append(button("✕", words.plan_remove, i, function () { remove(i); }));
      list.append(row);
    });
    byId("clear").hidden = !vias.length;
    byId("loop").hidden = vias.length !== 1;
  }

  function button(sign, verb, i, act) {
    var label = verb + " : " + words.plan_point + " " + (i + 1) + ", " + vias[i];
    var made = element("button", { type: "button", "class": "small", "aria-label": label, title: verb }, sign);
    made.addEventListener("click", act);
    return made;
  }

  function showPins() {
    pins.clearLayers();
    vias.forEach(function (via, i) {
      if (!places[i]) { return; }
      var last = i === vias.length - 1 && i > 0;
      var kind = i === 0 ? "start" : last ? "end" : "via";
      var icon = L.divIcon({ html: element("div", { "class": "pin " + kind }, i + 1), iconSize: [26, 26], iconAnchor: [13, 13], className: "" });
      L.marker(places[i], { icon: icon, draggable: true, keyboard: false, alt: words.plan_point + " " + (i + 1) })
        .on("dragend", function (event) {
          vias[i] = written(event.target.getLatLng());
          changed();
        }).addTo(pins);
    });
  }

  function focusPoint(i) {
    var rows = byId("points").querySelectorAll("li button:last-child");
    (rows[Math.min(i, rows.length - 1)] || byId("place")).focus();
  }

  function add(via) { vias.push(via); loopKm = 0; changed(); }
  function remove(i) { vias.splice(i, 1); changed(); focusPoint(i); }
  function move(i) { vias.splice(i - 1, 0, vias.splice(i, 1)[0]); changed(); focusPoint(i - 1); }

  function keepAddress() {
    history.replaceState(null, "", location.pathname + "?" + query({ lang: set.lang }));
    document.querySelectorAll(".languages a").forEach(function (link) {
      link.href = location.pathname + "?" + query({ lang: link.lang });
    });
  }

  function forget() {
    drawn.clearLayers();
    point(null);
    if (profile) { profile.remove(); profile = null; }
    byId("result").replaceChildren();
    byId("gpx").hidden = true;
  }

  function changed() {
    places = vias.map(placeOf);
    showPoints();
    showPins();
    keepAddress();
    ask();
  }

  function ask() {
    if (asking) { asking.abort(); }
    asking = null;
    if (vias.length < 2 && !isLoop()) {
      forget();
      say(vias.length ? words.plan_one : words.plan_hint);
      return;
    }
    var mine = asking = new AbortController();
    say(words.plan_busy);
    fetch(address({ lang: set.lang }), { signal: mine.signal }).then(function (answer) {
      return answer.json().then(function (body) {
        if (mine !== asking) { return; }
        forget();
        if (answer.ok) { show(body.itineraries[0], isLoop() ? body.notes : []); } else { Itinera.fail(byId("status"), set.problems, body); }
      });
    }).catch(function () {
      if (mine !== asking) { return; }
      forget();
      say(words.plan_lost, true);
    });
  }

  function show(found, notes) {
    var line = found.geometry.coordinates.map(function (at) { return [at[1], at[0]]; });
    L.polyline(line, { color: "#ffffff", weight: 8, opacity: 0.9, interactive: false }).addTo(drawn);
    L.polyline(line, { color: set.colours[found.profile], weight: 4.5, interactive: false, className: "plan-line" }).addTo(drawn);
    nameless(found);
    say(words.plan_done + " " + distance(found.length_m) + ", " + duration(found.time_s));
    byId("gpx").href = address({ lang: set.lang, format: "gpx" });
    byId("gpx").hidden = false;
    var climbs = element("section");
    byId("result").replaceChildren(numbers(found), ...notes.map(note), climbs, ...warnings(found), ...surfaces(found), ...cues(found));
    profile = Itinera.profile(byId("elevation"), climbs, { map: map, line: line, length_m: found.length_m, climb_m: found.climb_m,
      descent_m: found.descent_m, elevation: found.elevation, words: set.profile.words, grades: set.profile.grades });
    if (fit || !map.getBounds().contains(line)) { map.fitBounds(line, { padding: [30, 30], animate: false }); }
    fit = false;
  }

  // A place that was named is put where the way meets it: there is one cue for each.
  function nameless(found) {
    var stops = found.cues.filter(function (cue) { return ["depart", "via", "arrive"].includes(cue.turn); });
    if (isLoop()) { stops = stops.slice(0, 1); }
    if (stops.length !== vias.length) { return; }
    places = places.map(function (place, i) { return place || [stops[i].lonlat[1], stops[i].lonlat[0]]; });
    showPins();
  }

  function numbers(found) {
    var rows = [[words.length, distance(found.length_m)], [words.time, duration(found.time_s)]];
    if (found.climb_m !== null) {
      rows.push([words.climb, number(found.climb_m, 0) + "\u00a0m"], [words.descent, number(found.descent_m, 0) + "\u00a0m"]);
      rows.push([words.range, number(found.elevation.min_m, 0) + " – " + number(found.elevation.max_m, 0) + "\u00a0m"]);
    }
    rows.push([words.effort, number(found.effort.km_effort, 1) + " (" + found.effort.itra_class + ")"]);
    if (found.repeated_m >= set.least_repeat_m) { rows.push([words.repeated, distance(found.repeated_m)]); }
    var list = element("dl", { "class": "facts" });
    rows.forEach(function (row) {
      var pair = element("div");
      pair.append(element("dt", {}, row[0]), element("dd", {}, row[1]));
      list.append(pair);
    });
    list.append(grade(found.effort.difficulty));
    return list;
  }

  function note(text) { return element("p", { "class": "note" }, text); }

  function grade(difficulty) {
    var known = set.difficulty[difficulty.colour], pair = element("div"), said = element("dd");
    if (!known) { return ""; }
    var pill = element("span", { "class": "grade" }, known.name);
    pill.style.setProperty("--colour", known.colour);
    pill.title = (difficulty.reasons || []).map(function (reason) { return reason.text; }).join(" · ");
    said.append(pill);
    pair.append(element("dt", {}, words.grade), said);
    return pair;
  }

  function warnings(found) {
    if (!found.warnings.length) { return []; }
    var at = new Map();
    found.warnings.forEach(function (one) {
      at.set(one.text, (at.get(one.text) || []).concat(number(one.from_m / 1000, 1)));
    });
    var list = element("ul", { "class": "warnings" });
    at.forEach(function (kilometres, text) {
      var row = element("li"), some = Array.from(new Set(kilometres));
      var more = some.length > 12 ? " …" : "";
      row.append(element("span", {}, text), element("span", { "class": "at-km" }, "km\u00a0" + some.slice(0, 12).join(" · ") + more));
      list.append(row);
    });
    return [element("h2", {}, words.warnings), list];
  }

  function surfaces(found) {
    var rows = Object.entries(found.surfaces).sort(function (a, b) { return b[1] - a[1]; });
    if (!rows.length) { return []; }
    var bar = element("div", { "class": "bar", "aria-hidden": "true" }), list = element("ul", { "class": "legend" });
    rows.forEach(function (row, i) {
      var known = set.surfaces[row[0]], part = element("span"), item = element("li");
      part.style.setProperty("--colour", known.colour);
      part.style.width = 100 * row[1] / found.length_m + "%";
      bar.append(part);
      if (i >= MOST_SHARES) { return; }
      item.style.setProperty("--colour", known.colour);
      item.append(element("i"), known.name, element("b", {}, distance(row[1])));
      list.append(item);
    });
    return [element("h2", {}, words.surfaces), bar, list];
  }

  function cues(found) {
    var list = element("ol", { "class": "cues" });
    found.cues.forEach(function (cue) {
      var row = element("li"), made = element("button", { type: "button" });
      made.append(
        element("span", { "class": "at" }, Itinera.kilometre(cue.at_m)),
        element("span", { "class": "turn", "aria-hidden": "true" }, set.turns[cue.turn]),
        element("span", {}, cue.text)
      );
      made.addEventListener("click", function () { point([cue.lonlat[1], cue.lonlat[0]]); });
      row.append(made);
      list.append(row);
    });
    return [element("h2", {}, words.cues), list];
  }

  function here() {
    var lost = function () { say(words.plan_nowhere, true); };
    if (!navigator.geolocation) { lost(); return; }
    say(words.plan_where);
    navigator.geolocation.getCurrentPosition(function (found) {
      var at = [found.coords.latitude, found.coords.longitude];
      map.setView(at, Math.max(map.getZoom(), SNAP_ZOOM));
      add(written(at));
    }, lost, { maximumAge: 60000, timeout: 15000 });
  }

  map.doubleClickZoom.disable(); // two quick clicks are two points
  map.on("click", function (event) { add(written(event.latlng)); });
  byId("profile").addEventListener("change", changed);
  byId("here").addEventListener("click", here);
  byId("loop").addEventListener("submit", function (event) {
    event.preventDefault();
    loopKm = Number(byId("km").value) || 0;
    fit = true;
    changed();
  });
  if (loopKm) { byId("km").value = loopKm; }
  byId("clear").addEventListener("click", function () { vias = []; loopKm = 0; changed(); byId("place").focus(); });
  byId("form").addEventListener("submit", function (event) {
    event.preventDefault();
    var said = byId("place").value.trim();
    if (said) { byId("place").value = ""; fit = true; add(said); }
  });
  changed();
});
