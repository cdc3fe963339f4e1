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
  var SNAP_ZOOM = 13;
  var element = Itinera.element, distance = Itinera.distance, duration = Itinera.duration;
  var point = Itinera.pointer(map, page.querySelector("[data-map]"));
  var facts = Itinera.facts(set, point);
  var vias = new URLSearchParams(location.search).getAll("via");
  var loopKm = Number(new URLSearchParams(location.search).get("loop_km")) || 0;
  var places = [];        // of each via: [lat, lon], or null while only its name is known
  var drawn = L.layerGroup().addTo(map), pins = L.layerGroup().addTo(map);
  var asking = null, profile = null;
  var fit = vias.length > 0; // show the whole way: of a shared plan, and of places not clicked

  function byId(id) { return document.getElementById("plan-" + id); }

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
          vias[i] = Itinera.written(event.target.getLatLng());
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
    places = vias.map(Itinera.placeOf);
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
    byId("result").replaceChildren(facts.numbers(found), ...notes.map(facts.note), climbs, ...facts.warnings(found), ...facts.surfaces(found), ...facts.cues(found));
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

  function here() {
    say(words.plan_where);
    Itinera.here(function (at) {
      map.setView(at, Math.max(map.getZoom(), SNAP_ZOOM));
      add(Itinera.written(at));
    }, function () { say(words.plan_nowhere, true); });
  }

  map.doubleClickZoom.disable(); // two quick clicks are two points
  map.on("click", function (event) { add(Itinera.written(event.latlng)); });
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
  Itinera.suggest(byId("place"), document.getElementById("plan-names"), set);
  changed();
});
